import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { judgeReport, type JestReport } from '../sabotage/judge-report.ts'

const repository = join(__dirname, '..', '..', '..')

const judged = `
  describe('a guarantee', () => {
    test('holds', () => expect(1).toBe(1))
    test('is broken', () => expect(1).toBe(2))
    test('is broken later', () => expect(Promise.resolve(1)).rejects.toThrow())
    test('never comes', () => new Promise(() => undefined), 20)
    test('waits in vain', () => { throw new Error('Waited 20 ms in vain for a row') })
    test('meets a defect', () => { throw new TypeError('x is not a function') })
    test.skip('is not tried', () => undefined)
  })
  describe('a set-up that fails', () => {
    beforeAll(() => { throw new Error('syntax error at or near "selec"') })
    test('says nothing of its tests', () => expect(1).toBe(2))
  })
  describe('a set-up that hangs', () => {
    beforeAll(() => new Promise(() => undefined), 20)
    test('says nothing either', () => expect(1).toBe(2))
  })`

describe('judgeReport', () => {
  let report: JestReport

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'aaps-judge-'))
    writeFileSync(join(folder, 'judged.test.js'), judged)
    writeFileSync(
      join(folder, 'broken.test.js'),
      "require('./nowhere')\ntest('is in no report', () => 1)",
    )
    writeFileSync(join(folder, 'package.json'), '{"jest": {"injectGlobals": true}}')
    const jest = join(repository, 'node_modules', 'jest', 'bin', 'jest.js')
    const { stdout } = spawnSync(
      process.execPath,
      [jest, '--rootDir', folder, '--json', '--color', '--runInBand'],
      { cwd: folder, encoding: 'utf8' },
    )
    rmSync(folder, { recursive: true })
    report = JSON.parse(stdout) as JestReport
  })

  it.each([
    ['a guarantee holds', 'passed'],
    ['is broken later', 'failed'],
    ['never comes', 'failed'],
    ['waits in vain', 'failed'],
    ['meets a defect', 'broke'],
    ['says nothing of its tests', 'broke'],
    ['says nothing either', 'broke'],
    ['is not tried', 'not run'],
    ['is in no report', 'not run'],
    ['is broken', 'not run'],
  ])('finds that «%s» %s', (testName, end) => {
    expect(judgeReport(report, testName)).toBe(end)
  })
})
