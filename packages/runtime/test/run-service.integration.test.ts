import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'

interface Started {
  readonly child: ChildProcess
  /** Resolves when the text was written. */
  written(text: string): Promise<void>
  exitCode(): Promise<number | null>
  output(): string
}

describe('runService', () => {
  const children: ChildProcess[] = []

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })

  function startFixture(...args: string[]): Started {
    const child = spawn(
      process.execPath,
      [
        '--conditions=@aaps-data/source',
        '--import',
        'tsx',
        join(__dirname, 'service-fixture.ts'),
        ...args,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    children.push(child)
    let output = ''
    const exited = once(child, 'close')
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    return {
      child,
      async written(text) {
        while (!output.includes(text)) await once(child.stdout, 'data')
      },
      exitCode: async () => (await exited)[0] as number | null,
      output: () => output,
    }
  }

  it('stops once at SIGTERM and ends with exit code 0', async () => {
    const fixture = startFixture()
    await fixture.written('Started')

    fixture.child.kill('SIGTERM')

    expect(await fixture.exitCode()).toBe(0)
    expect(fixture.output()).toContain('"msg":"Stopped"')
  })

  it('ends at once at the second signal', async () => {
    const fixture = startFixture('stops-slowly')
    await fixture.written('Started')
    fixture.child.kill('SIGINT')
    await fixture.written('"msg":"Stopping"')

    fixture.child.kill('SIGTERM')

    expect(await fixture.exitCode()).toBe(1)
    expect(fixture.output()).not.toContain('"msg":"Stopped"')
  })

  it('ends with exit code 1 when the stop takes too long', async () => {
    const fixture = startFixture('stops-slowly', '50')
    await fixture.written('Started')

    fixture.child.kill('SIGTERM')

    expect(await fixture.exitCode()).toBe(1)
    expect(fixture.output()).toContain('Stop took too long')
  })

  it('ends with exit code 1 when the stop fails', async () => {
    const fixture = startFixture('stop-fails')
    await fixture.written('Started')

    fixture.child.kill('SIGTERM')

    expect(await fixture.exitCode()).toBe(1)
    expect(fixture.output()).toContain('Stop failed')
  })

  it('logs a defect that nobody caught and ends with exit code 1', async () => {
    const fixture = startFixture('rejects')

    expect(await fixture.exitCode()).toBe(1)
    expect(fixture.output()).toContain('forgotten')
    expect(fixture.output()).toContain('"level":"fatal"')
  })

  it('explains a wrong configuration, one fault a line', async () => {
    const fixture = startFixture('misconfigured')

    expect(await fixture.exitCode()).toBe(1)
    expect(fixture.output().trim().split('\n')).toEqual([
      'fixture did not start: The configuration of the service is wrong (CONFIG_INVALID)',
      '  AMQP_URL is not set; expected a text: the broker',
      '  PORT is not valid; expected a whole number',
    ])
  })

  it('shows the stack of a defect at the start, without credentials', async () => {
    const fixture = startFixture('defective')

    expect(await fixture.exitCode()).toBe(1)
    expect(fixture.output()).toContain('cannot reach amqp://app:***@broker')
    expect(fixture.output()).not.toContain('hunter2')
  })
})
