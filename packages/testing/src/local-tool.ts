import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export const repository = join(__dirname, '..', '..', '..')

export interface LocalTool<Answer> {
  readonly answer: Answer
  /** Closes the tool's standard input and waits for its end. */
  release(): Promise<void>
}

/**
 * Runs a command of the private stack's tool (deploy/local) in a process of its own and gives the
 * one line of JSON that it writes. The tool ends with this process, however this one ends,
 * because its standard input does.
 */
export async function runLocalTool<Answer>(args: readonly string[]): Promise<LocalTool<Answer>> {
  const tool = spawn(
    process.execPath,
    ['--import', 'tsx', '-C', '@aaps-data/source', 'deploy/local/cli.ts', ...args],
    // Detached: Ctrl-C in the terminal must not reach what it starts before it has stopped that.
    { cwd: repository, stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  )
  const ended = once(tool, 'exit')
  const answer = await firstLine(tool)
  if (answer === undefined) {
    throw new Error(`deploy/local/cli.ts ${args.join(' ')} failed; it says why above`)
  }
  return {
    answer: JSON.parse(answer) as Answer,
    release: async () => {
      tool.stdin.end()
      await ended
    },
  }
}

async function firstLine({ stdout }: ChildProcess): Promise<string | undefined> {
  if (stdout === null) throw new Error('the tool has no output')
  for await (const line of createInterface({ input: stdout })) return line
  return undefined
}
