import { describe, expect, it } from '@jest/globals'
import { explainNotice, noticeGuideEn, noticeGuideEs, noticeWeights } from '../src/index.ts'

const guides = [
  ['Spanish', noticeGuideEs],
  ['English', noticeGuideEn],
] as const

describe.each(guides)('the %s notice guide', (_language, guide) => {
  it('explains every notice and no other', () => {
    expect(Object.keys(guide.codes).sort()).toEqual(Object.keys(noticeWeights).sort())
  })

  it('says what was found and who does what', () => {
    for (const { title, meaning, action } of [...Object.values(guide.codes), guide.unknown]) {
      expect(title).not.toMatch(/\.$/)
      expect(title.length).toBeLessThan(90)
      expect(meaning).toMatch(/\.$/)
      expect(action).toMatch(/^(Nadie tiene|Nobody has|[^.:]{4,70}: ).*\.$/s)
    }
  })

  it('answers honestly for a notice that it does not know', () => {
    expect(explainNotice(guide, 'MADE_UP')).toEqual({
      ...guide.unknown,
      known: false,
      weight: 'attention',
    })
    expect(explainNotice(guide, 'toString').known).toBe(false)
  })
})

it('is translated: no sentence is the same in both languages', () => {
  for (const code of Object.keys(noticeWeights)) {
    expect(explainNotice(noticeGuideEs, code).meaning).not.toBe(
      explainNotice(noticeGuideEn, code).meaning,
    )
  }
})
