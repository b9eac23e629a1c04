import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Type } from '@sinclair/typebox'
import { SyncError } from '@aaps-data/contracts'
import { durationMs, loadConfig, secretText, type ConfigFault } from '../src/index.ts'

const schema = Type.Object({
  DATABASE_URL: secretText({ description: 'the target database' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65535, default: 8080 }),
  LEASE: durationMs({ default: 60_000, minimum: 1_000, description: 'how long a lease lasts' }),
  SECURE: Type.Boolean({ default: true }),
  LEVEL: Type.Union([Type.Literal('info'), Type.Literal('debug')], { default: 'info' }),
  LABEL: Type.Optional(Type.String()),
})

function faultsOf(env: Record<string, string>): readonly ConfigFault[] {
  try {
    loadConfig(schema, env)
  } catch (error) {
    if (error instanceof SyncError) return error.details['faults'] as readonly ConfigFault[]
    throw error
  }
  return []
}

describe('loadConfig', () => {
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('applies defaults to what is unset or empty and reads nothing else', () => {
    const config = loadConfig(schema, { DATABASE_URL: 'postgres://t', PORT: '', HOME: '/root' })

    expect(config).toEqual({
      DATABASE_URL: 'postgres://t',
      PORT: 8080,
      LEASE: 60_000,
      SECURE: true,
      LEVEL: 'info',
    })
    expect(Object.isFrozen(config)).toBe(true)
  })

  it('turns texts into numbers, booleans and milliseconds', () => {
    const config = loadConfig(schema, {
      DATABASE_URL: 'postgres://t',
      PORT: '0',
      LEASE: '1.5m',
      SECURE: 'no',
      LEVEL: 'debug',
      LABEL: '42',
    })

    expect(config).toMatchObject({
      PORT: 0,
      LEASE: 90_000,
      SECURE: false,
      LEVEL: 'debug',
      LABEL: '42',
    })
  })

  it('reports every fault at once, with what is expected and without the value', () => {
    const faults = faultsOf({ PORT: '99999', LEASE: 'soon', SECURE: 'perhaps', LEVEL: 'loud' })

    expect(faults).toEqual([
      { variable: 'DATABASE_URL', reason: 'is not set', expected: 'a text: the target database' },
      {
        variable: 'PORT',
        reason: 'is not valid',
        expected: 'a whole number, at least 0, at most 65535',
      },
      {
        variable: 'LEASE',
        reason: 'is not valid',
        expected: 'a duration such as 500ms, 30s or 5m, at least 1000 ms: how long a lease lasts',
      },
      { variable: 'SECURE', reason: 'is not valid', expected: 'true or false' },
      { variable: 'LEVEL', reason: 'is not valid', expected: 'one of info, debug' },
    ])
    expect(JSON.stringify(faults)).not.toMatch(/99999|soon|perhaps|loud/)
  })

  it('reads a secret from the file that its variable names', () => {
    const path = join(folder, 'database-url')
    writeFileSync(path, 'postgres://from-file\n')

    expect(loadConfig(schema, { DATABASE_URL_FILE: path }).DATABASE_URL).toBe(
      'postgres://from-file',
    )
  })

  it('refuses a secret that is given twice and one whose file is missing', () => {
    const path = join(folder, 'missing')

    expect(faultsOf({ DATABASE_URL: 'a', DATABASE_URL_FILE: path })[0]?.reason).toBe(
      'is set together with DATABASE_URL_FILE',
    )
    expect(faultsOf({ DATABASE_URL_FILE: path })[0]?.reason).toBe(
      'cannot be read from the file that DATABASE_URL_FILE names (ENOENT)',
    )
  })

  it('takes no file for what is not a secret', () => {
    const config = loadConfig(schema, { DATABASE_URL: 'a', LABEL_FILE: join(folder, 'missing') })

    expect(config.LABEL).toBeUndefined()
  })
})
