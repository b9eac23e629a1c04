import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readNumbers } from '../src/commands/read-numbers.ts'
import { sampleUrl } from '../src/commands/sample-url.ts'

describe('readNumbers', () => {
  it('takes what is given and fills in the rest', () => {
    expect(readNumbers(['--scale', '0.5'], { scale: 1, seed: 1 })).toEqual({ scale: 0.5, seed: 1 })
  })

  it('leaves out what is not given and has no number of its own', () => {
    expect(readNumbers(['--seed', '3'], { rows: undefined, seed: 1 })).toEqual({ seed: 3 })
  })

  it.each([[['--seed', 'x']], [['--seed=-1']], [['--seed', '']], [['--sed', '1']], [['7']]])(
    'refuses %j',
    (args) => {
      expect(() => readNumbers(args, { scale: 1, seed: 1 })).toThrow()
    },
  )
})

describe('sampleUrl', () => {
  let root: string

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sample-url-'))
  })

  afterEach(() => {
    rmSync(root, { recursive: true })
  })

  const start = () => {
    const state = { postgres: { port: 5555, url: 'postgres://app:secret@127.0.0.1:5555/postgres' } }
    writeFileSync(join(root, 'state.json'), JSON.stringify(state))
  }

  it('prefers the URL that is given to the private stack', () => {
    start()
    const environment = { SOURCE_SIIRAYS_URL: 'postgres://elsewhere/x', AAPS_LOCAL_DIR: root }

    expect(sampleUrl(environment, root)).toBe('postgres://elsewhere/x')
  })

  it('is database siirays of the private stack otherwise', () => {
    start()

    expect(sampleUrl({ AAPS_LOCAL_DIR: root }, '/nowhere')).toBe(
      'postgres://app:secret@127.0.0.1:5555/siirays',
    )
  })

  it('says what to do when there is neither', () => {
    expect(() => sampleUrl({}, root)).toThrow('Run npm start first, or set SOURCE_SIIRAYS_URL')
  })
})
