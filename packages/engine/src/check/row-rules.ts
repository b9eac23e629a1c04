import type { Rule } from '@aaps-data/catalog'
import { castColumns, isChanged } from '../sql/check-casts.ts'
import { cleanedValue } from '../sql/cleaned-value.ts'
import { isReadWhole } from '../sql/row-origin.ts'
import { ruleCondition } from '../sql/rule-conditions.ts'
import { stagedValue, type StagedColumn, type StagedTable } from '../sql/staged-table.ts'
import type { TableRule } from '../sql/tell-rejects.ts'

/** A rule that a row breaks or keeps by itself. */
export interface RowRule extends TableRule {
  /** An expression over a row `s` of staging; never true of a row that keeps the rule. */
  readonly breaks: string
}

/**
 * The rules that single rows of a table can break: what its target's types can hold, where they are
 * not the staged ones, and what is declared. Pure.
 */
export function rowRules(table: StagedTable): readonly RowRule[] {
  const cast = new Set(castColumns(table))
  return table.columns.flatMap((column, place) => {
    const { name, rules = [] } = table.table.columns[place] ?? {}
    const declared = rules.flatMap((rule): RowRule[] => {
      const breaks = ruleCondition(rule, {
        value: stagedValue(column, 's'),
        cleaned: cleanedValue(column, 's'),
      })
      if (breaks === undefined) return []
      // Null where the source could not read it, which is told already.
      const isMissing = rule.kind === 'required' && table.places !== undefined
      const alone = isMissing ? `${breaks} and ${isReadWhole(table)}` : breaks
      return [{ ...told(rule, name), breaks: alone }]
    })
    return cast.has(column) ? [typeRule(column, rules), ...declared] : declared
  })
}

function typeRule(column: StagedColumn, rules: readonly Rule[]): RowRule {
  const { name, targetType, castBy } = column
  const cleaned = cleanedValue(column, 's')
  return {
    rule: 'type',
    column: name,
    action: rules.find(({ kind }) => kind === 'type')?.then ?? 'reject',
    facts: { type: targetType },
    // Not `is null`: a composite value of nulls would be.
    breaks:
      castBy === undefined
        ? isChanged(column)
        : `${cleaned} is distinct from null and ${castBy}(${cleaned}) is not distinct from null`,
  }
}

/** A declared rule of a column as it is told. */
export function told(rule: Rule, column: string | undefined): TableRule {
  const { kind, then, ...facts } = rule
  return { rule: kind, column, action: then, facts }
}
