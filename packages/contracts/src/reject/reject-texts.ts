import type { Reject, RejectFacts, RejectRule } from './reject.ts'

/** The words of one language for rules and for what breaks them. */
export interface RejectTexts {
  readonly titles: Readonly<Record<RejectRule, string>>
  readonly causes: Readonly<Record<RejectRule, (reject: Reject) => string>>
  /** Of a rule that this version does not know. */
  readonly unknown: (reject: Reject) => string
}

/** Says limits with the words of a language for both, the lower and the upper one alone. */
export function limits(
  { min, max }: RejectFacts,
  words: {
    readonly both: (min: string, max: string) => string
    readonly min: (min: string) => string
    readonly max: (max: string) => string
  },
): string {
  if (min !== undefined && max !== undefined) return words.both(String(min), String(max))
  return max === undefined ? words.min(String(min ?? '')) : words.max(String(max))
}

/** The columns that a reject is about, joined by commas. */
export function columnsOf({ column, facts }: Reject): string {
  return facts.columns?.join(', ') ?? column ?? ''
}
