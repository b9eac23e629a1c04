import { explainNotice, type ExplainedNotice } from '@aaps-data/contracts/notice-guide'
import { noticeGuideEn } from '@aaps-data/contracts/notice-guide/en'
import { noticeGuideEs } from '@aaps-data/contracts/notice-guide/es'
import { language } from '../session/preferences.ts'

/** What the guide says of a notice, in the language of the page. */
export function noticeWords(code: string): ExplainedNotice {
  return explainNotice(language.value === 'en' ? noticeGuideEn : noticeGuideEs, code)
}
