import type { OracleType } from '../images/oracle-type.ts'

/** A statement as it is written. `at` is where in the text something begins. */
export type Statement =
  | { readonly kind: 'select'; readonly query: Query }
  | { readonly kind: 'begin snapshot' }
  | { readonly kind: 'begin writing' }
  | { readonly kind: 'commit' }
  | { readonly kind: 'rollback' }
  | { readonly kind: 'alter session'; readonly settings: readonly Setting[] }

export interface Setting {
  readonly name: string
  readonly value: string
}

export interface Query {
  /** More than one are put together by UNION ALL. */
  readonly blocks: readonly Block[]
  readonly orderBy: readonly SortKey[]
  readonly offset: Expression | undefined
  readonly fetchFirst: Expression | undefined
}

export interface Block {
  readonly isDistinct: boolean
  readonly items: readonly SelectItem[]
  readonly from: readonly TableReference[]
  readonly where: Condition | undefined
  readonly groupBy: readonly Expression[]
  readonly having: Condition | undefined
}

export type SelectItem =
  | { readonly kind: 'all'; readonly of: readonly string[]; readonly at: number }
  | {
      readonly kind: 'expression'
      readonly expression: Expression
      readonly alias: string | undefined
      /** As it is written, without blanks: the name of a column that has no other. */
      readonly text: string
    }

export interface TableReference {
  readonly source:
    | {
        readonly kind: 'relation'
        readonly path: readonly string[]
        readonly asOf: AsOf | undefined
      }
    | { readonly kind: 'query'; readonly query: Query }
  readonly alias: string | undefined
  /** How it is joined to those before it; undefined after a comma, and for the first. */
  readonly join: Join | undefined
  readonly at: number
}

export interface AsOf {
  readonly scn: Expression
}

export interface Join {
  readonly kind: 'inner' | 'left' | 'cross'
  readonly on: Condition | undefined
}

export interface SortKey {
  readonly expression: Expression
  readonly isDescending: boolean
  readonly nullsFirst: boolean
}

export type Expression =
  | { readonly kind: 'number'; readonly text: string; readonly at: number }
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | { readonly kind: 'null'; readonly at: number }
  | {
      readonly kind: 'time'
      readonly type: 'DATE' | 'TIMESTAMP'
      readonly text: string
      readonly at: number
    }
  | {
      readonly kind: 'interval'
      readonly text: string
      readonly from: IntervalField
      readonly to: IntervalField
      readonly at: number
    }
  | { readonly kind: 'bind'; readonly index: number; readonly at: number }
  | { readonly kind: 'name'; readonly path: readonly string[]; readonly at: number }
  | {
      readonly kind: 'call'
      readonly path: readonly string[]
      readonly arguments: readonly Expression[]
      readonly isDistinct: boolean
      /** COUNT(*). */
      readonly hasStar: boolean
      readonly at: number
    }
  | {
      readonly kind: 'cast'
      readonly operand: Expression
      readonly type: OracleType
      readonly at: number
    }
  | {
      readonly kind: 'extract'
      readonly field: string
      readonly operand: Expression
      readonly at: number
    }
  | {
      readonly kind: 'case'
      readonly branches: readonly { readonly when: Condition; readonly value: Expression }[]
      readonly otherwise: Expression | undefined
      readonly at: number
    }
  | { readonly kind: 'negative'; readonly operand: Expression; readonly at: number }
  | {
      readonly kind: 'binary'
      readonly operator: '+' | '-' | '*' | '/' | '||'
      readonly left: Expression
      readonly right: Expression
      readonly at: number
    }
  | {
      readonly kind: 'at zone'
      readonly operand: Expression
      /** Undefined for LOCAL. */
      readonly zone: Expression | undefined
      readonly at: number
    }
  | { readonly kind: 'query'; readonly query: Query; readonly at: number }
  | { readonly kind: 'tuple'; readonly items: readonly Expression[]; readonly at: number }

export type IntervalField = 'YEAR' | 'MONTH' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND'

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>='

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | {
      readonly kind: 'compare'
      readonly operator: Comparison
      readonly left: Expression
      readonly right: Expression
      readonly at: number
    }
  | { readonly kind: 'is null'; readonly operand: Expression; readonly isNegated: boolean }
  | {
      readonly kind: 'in'
      readonly operand: Expression
      readonly items: readonly Expression[] | Query
      readonly at: number
    }
  | {
      readonly kind: 'like'
      readonly operand: Expression
      readonly pattern: Expression
      readonly escape: Expression | undefined
    }
  | { readonly kind: 'exists'; readonly query: Query; readonly at: number }
