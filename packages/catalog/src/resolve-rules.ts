import type { RejectAction } from '@aaps-data/contracts'
import type { Cleaning, Rule } from './rule.ts'
import type { RulesDefinition } from './rule-definition.ts'

type Keys = ReadonlyMap<string, readonly string[]>

/** What a checked column may say of its values. */
interface ColumnParts {
  readonly rules?: RulesDefinition | undefined
  readonly trim?: boolean | undefined
  readonly blankAsNull?: boolean | undefined
  readonly nullTexts?: readonly string[] | undefined
}

/** The rules of a checked column, in the order in which they are told; nothing where it has none. */
export function resolveRules(
  { rules }: ColumnParts,
  keys: Keys,
): { readonly rules?: readonly Rule[] } {
  const { required, type, length, range, oneOf, pattern, unique, reference } = rules ?? {}
  const resolved: readonly (Rule | undefined)[] = [
    required && { kind: 'required', then: required },
    type && { kind: 'type', then: type },
    length && { kind: 'length', ...withAction(length) },
    range && { kind: 'range', ...withAction(range) },
    oneOf && { kind: 'oneOf', ...withAction(oneOf), values: oneOf.values.map(String) },
    pattern && { kind: 'pattern', ...withAction(pattern) },
    unique && { kind: 'unique', then: unique },
    reference && {
      kind: 'reference',
      ...withAction(reference),
      column: reference.column ?? keys.get(reference.table)?.[0] ?? '',
    },
  ]
  const declared = resolved.filter((rule) => rule !== undefined)
  return declared.length === 0 ? {} : { rules: declared }
}

function withAction<T extends { readonly then?: RejectAction | undefined }>(
  rule: T,
): T & { readonly then: RejectAction } {
  return { ...rule, then: rule.then ?? 'reject' }
}

/** How a checked column's texts are cleaned; nothing where they stay as they are. */
export function resolveCleaning({
  trim = false,
  blankAsNull = false,
  nullTexts = [],
}: ColumnParts): {
  readonly cleaning?: Cleaning
} {
  const isNeeded = trim || blankAsNull || nullTexts.length > 0
  return isNeeded ? { cleaning: { trim, blankAsNull, nullTexts } } : {}
}
