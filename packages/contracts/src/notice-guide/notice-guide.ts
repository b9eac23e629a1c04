/**
 * What an attempt may have to tell that did not stop it, and whether a person should look at it
 * (`attention`) or it only says how the run went (`information`).
 */
export const noticeWeights = {
  SOURCE_MOVED: 'attention',
  TARGET_EDITED: 'attention',
  CURSOR_PASSED_ROWS: 'attention',
  TARGET_ALTERED: 'attention',
  COLUMN_NEW: 'attention',
  COLUMN_MISSING: 'attention',
  COLUMN_TYPE: 'attention',
  COLUMN_ADDED: 'information',
  COLUMN_WIDENED: 'information',
  FILE_READ_AS: 'information',
} as const satisfies Readonly<Record<string, 'attention' | 'information'>>

export type NoticeCode = keyof typeof noticeWeights
export type NoticeWeight = (typeof noticeWeights)[NoticeCode]

/** What a person who is not a programmer reads about a notice, in one language. */
export interface NoticeWords {
  /** One sentence without its full stop. */
  readonly title: string
  /** What was found and what the run did about it. */
  readonly meaning: string
  /** Who does what, or that nobody has to. */
  readonly action: string
}

export interface NoticeGuide {
  readonly codes: Readonly<Record<NoticeCode, NoticeWords>>
  /** For a code that this version of the guide does not know. */
  readonly unknown: NoticeWords
}

export interface ExplainedNotice extends NoticeWords {
  readonly known: boolean
  readonly weight: NoticeWeight
}

function isNoticeCode(code: string): code is NoticeCode {
  return Object.hasOwn(noticeWeights, code)
}

/**
 * What the guide says of a notice. A code that it does not know, such as one of a newer worker,
 * gets the general words, which promise nothing: `known` is false.
 */
export function explainNotice(guide: NoticeGuide, code: string): ExplainedNotice {
  if (!isNoticeCode(code)) return { ...guide.unknown, known: false, weight: 'attention' }
  return { ...guide.codes[code], known: true, weight: noticeWeights[code] }
}
