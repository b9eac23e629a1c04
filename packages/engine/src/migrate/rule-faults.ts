import type { Dataset, Rule, Table } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { targetFailure } from '../failures/target-failure.ts'
import { ruleCondition } from '../sql/rule-conditions.ts'

/**
 * Tries each declared rule of a dataset on a value of its column's type, and gives a sentence for
 * each that the server does not take: a pattern that is none, a bound that is no value of the type,
 * values that cannot be compared. Rows are not looked at; types that the server does not know are
 * passed over, since the migration says so.
 */
export async function findRuleFaults(
  client: ClientBase,
  { tables }: Dataset,
  types: ReadonlyMap<string, string | undefined>,
): Promise<readonly string[]> {
  const faults: string[] = []
  for (const table of tables) {
    for (const { name, type, rules = [] } of table.columns) {
      if (types.get(type) === undefined) continue
      for (const rule of rules) {
        const condition = conditionOf(rule, type, tables)
        const reason = condition === undefined ? undefined : await refusal(client, condition)
        if (reason !== undefined) faults.push(sentence(table, name, rule, reason))
      }
    }
  }
  return faults
}

function conditionOf(rule: Rule, type: string, tables: readonly Table[]): string | undefined {
  const value = `(null::${type})`
  if (rule.kind === 'unique') return `${value} = ${value}`
  if (rule.kind === 'reference') {
    const parent = tables.find(({ name }) => name === rule.table)
    const column = parent?.columns.find(({ name }) => name === rule.column)
    return column === undefined ? undefined : `${value} = (null::${column.type})`
  }
  const condition = ruleCondition(rule, { value, cleaned: value })
  // The pattern of a null is never looked at.
  return rule.kind === 'pattern' ? condition?.replace(value, `''`) : condition
}

async function refusal(client: ClientBase, condition: string): Promise<string | undefined> {
  await client.query('savepoint rule')
  try {
    await client.query(`select ${condition}`)
    return undefined
  } catch (error) {
    const failure = targetFailure(error)
    if (failure instanceof SyncError && failure.code === 'TARGET_UNREACHABLE') throw failure
    return error instanceof Error ? error.message : String(error)
  } finally {
    await client.query('rollback to savepoint rule')
  }
}

function sentence({ name }: Table, column: string, { kind }: Rule, reason: string): string {
  return `Rule ${kind} of column ${column} of table ${name} cannot be checked: ${reason}. Correct the rule in the definition.`
}
