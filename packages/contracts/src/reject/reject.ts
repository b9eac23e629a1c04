/**
 * The rules that a row can break: its key, what its definition declares, what a type can hold, and
 * the form of the file that it stands in.
 */
export const rejectRules = [
  'key',
  'unique',
  'required',
  'type',
  'length',
  'range',
  'oneOf',
  'pattern',
  'reference',
  'fields',
  'quotes',
  'encoding',
  'cell',
] as const
export type RejectRule = (typeof rejectRules)[number]

/**
 * What becomes of a row that breaks a rule: `reject` keeps it out of the target, as far as the
 * tolerance goes; `warn` lets it in and says so; `fail` ends the attempt whatever the tolerance.
 */
export type RejectAction = 'reject' | 'warn' | 'fail'

/** What a rule demands, by its kind. Of a newer worker there may be more. */
export interface RejectFacts {
  /** `key`, `unique`: of several columns. */
  readonly columns?: readonly string[]
  /** `unique`: it is the key that several rows share. */
  readonly isKey?: boolean
  readonly type?: string
  /** `length`, in characters; `range`, as the definition writes it. */
  readonly min?: number | string
  readonly max?: number | string
  readonly values?: readonly string[]
  readonly matches?: string
  /** `fields`: how many the row should have. */
  readonly count?: number
  /** `encoding`: the one that the file is read in. */
  readonly encoding?: string
  /** `reference`: where the value should be. */
  readonly table?: string
  readonly column?: string
}

/** What is told of a row that broke a rule, as the ledger keeps it. */
export interface Reject {
  /** Undefined or null where the rule is about several columns. */
  readonly column?: string | null
  readonly rule: string
  /** Masked, and cut where it is long. */
  readonly value?: string | null
  readonly facts: RejectFacts
}

export type RejectLanguage = 'es' | 'en'
