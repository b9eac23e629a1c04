import { describe, expect, it } from '@jest/globals'
import {
  codeFacts,
  errorGuideEn,
  errorGuideEs,
  explainError,
  syncErrorCodes,
} from '../src/index.ts'

const guides = [
  ['Spanish', errorGuideEs],
  ['English', errorGuideEn],
] as const

describe.each(guides)('the %s error guide', (_language, guide) => {
  it('explains every code and no other', () => {
    expect(Object.keys(guide.codes).sort()).toEqual([...syncErrorCodes].sort())
  })

  it.each(syncErrorCodes)('says of %s what, why, what to do and how to prevent it', (code) => {
    const { title, cause, steps, prevention } = guide.codes[code]
    expect(title).not.toMatch(/\.$/)
    expect(title.length).toBeLessThan(90)
    expect(steps.length).toBeGreaterThanOrEqual(2)
    for (const sentence of [cause, prevention, ...steps]) expect(sentence).toMatch(/[.)]$/)
  })

  it('opens every step of a code that needs a person with who does it', () => {
    const waiting = syncErrorCodes.filter((code) => codeFacts(code).actor !== 'nobody')
    const anonymous = waiting.flatMap((code) =>
      guide.codes[code].steps.filter((step) => !/^[^.:]{4,70}: /.test(step)),
    )
    expect(anonymous).toEqual([])
  })

  it('answers honestly for a code that it does not know', () => {
    const explained = explainError(guide, 'MADE_UP')
    expect(explained.known).toBe(false)
    expect(explained.title).toBe(guide.unknown.title)
    expect(explained.actor).toBe(guide.actors.developers)
  })

  it('adds who acts and what happens next', () => {
    const explained = explainError(guide, 'SOURCE_AUTH_FAILED')
    expect(explained.known).toBe(true)
    expect(explained.actor).toBe(guide.actors['source-admin'])
    expect(explained.disposition).toBe(guide.dispositions.reject)
  })
})

it('is translated: no sentence is the same in both languages', () => {
  const same = syncErrorCodes.filter(
    (code) => errorGuideEs.codes[code].cause === errorGuideEn.codes[code].cause,
  )
  expect(same).toEqual([])
})

it('has as many steps in one language as in the other', () => {
  const counts = (guide: typeof errorGuideEs) =>
    syncErrorCodes.map((code) => `${code} ${guide.codes[code].steps.length}`)
  expect(counts(errorGuideEn)).toEqual(counts(errorGuideEs))
})
