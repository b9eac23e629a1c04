import type { RejectAction } from '@aaps-data/contracts'

/** What the values of a column must be. A value that is null breaks `required` and nothing else. */
export type Rule =
  | { readonly kind: 'required'; readonly then: RejectAction }
  /** The value is exactly the same in the target's type. Holds for every column, declared or not. */
  | { readonly kind: 'type'; readonly then: 'reject' | 'fail' }
  /** In characters. */
  | {
      readonly kind: 'length'
      readonly min?: number
      readonly max?: number
      readonly then: RejectAction
    }
  /** In the order of the target's type; bounds included. */
  | {
      readonly kind: 'range'
      readonly min?: number | string
      readonly max?: number | string
      readonly then: RejectAction
    }
  | { readonly kind: 'oneOf'; readonly values: readonly string[]; readonly then: RejectAction }
  /** A regular expression of PostgreSQL, which may match any part of the text. */
  | { readonly kind: 'pattern'; readonly matches: string; readonly then: RejectAction }
  /** No two rows that are read have the same value. */
  | { readonly kind: 'unique'; readonly then: RejectAction }
  /** Another row of the dataset has the value. */
  | {
      readonly kind: 'reference'
      readonly table: string
      readonly column: string
      readonly then: RejectAction
    }

export type RuleOf<Kind extends Rule['kind']> = Extract<Rule, { readonly kind: Kind }>

/** What is done to the texts of a column before they are checked, compared or written. */
export interface Cleaning {
  /** Blanks, tabs and line ends are cut off at both ends. */
  readonly trim: boolean
  /** A text of nothing but those is null. */
  readonly blankAsNull: boolean
  /** Exactly these texts are null. */
  readonly nullTexts: readonly string[]
}
