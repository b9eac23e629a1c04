import { SyncError, type ErrorDetails } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { selectChangedColumns, selectRowDifferences, type Scope } from '../sql/interfered-rows.ts'
import { selectMeddlers, type Meddler } from '../sql/meddlers.ts'
import type { StagedTable } from '../sql/staged-table.ts'

/**
 * The error of a table of the target that does not hold what was written to it: which columns have
 * other values, keys of such rows, and the triggers, rules and policies that were in play. To be
 * asked in the transaction that wrote, before it is rolled back. Where the table has none of its
 * own, those of the dataset's other tables are named: they may write to this one.
 */
export async function explainInterference(
  client: ClientBase,
  table: StagedTable,
  {
    scope,
    written,
    facts,
  }: {
    readonly scope: Scope
    /** Every table of the run. */
    readonly written: readonly StagedTable[]
    readonly facts: ErrorDetails
  },
): Promise<SyncError> {
  const differences =
    table.table.key.length > 0
      ? await compareKeyed(client, table, scope)
      : { columns: scope.of === 'table' ? await selectChangedColumns(client, table) : [] }
  return new SyncError('TARGET_INTERFERED', {
    table: table.table.name,
    ...facts,
    ...differences,
    triggers: await nameMeddlers(client, table, written),
  })
}

async function compareKeyed(
  client: ClientBase,
  table: StagedTable,
  scope: Scope,
): Promise<ErrorDetails> {
  const { columns, keys, missing, extra } = await selectRowDifferences(client, table, scope)
  // A row with another key is missing under its own and there is one too many.
  const isKeyChanged = scope.of === 'table' && missing > 0 && extra > 0
  const changed = isKeyChanged ? await selectChangedColumns(client, table) : []
  return { columns: [...new Set([...columns, ...changed])], missing, extra, examples: keys }
}

async function nameMeddlers(
  client: ClientBase,
  table: StagedTable,
  written: readonly StagedTable[],
): Promise<readonly string[]> {
  const own = await selectMeddlers(client, [table.target])
  const found =
    own.length > 0
      ? own
      : await selectMeddlers(
          client,
          written.map(({ target }) => target),
        )
  return found.map((meddler) => nameOf(meddler, table.table.name))
}

function nameOf({ table, name, how }: Meddler, own: string): string {
  return `${table === own ? '' : `${table}.`}${name} (${how})`
}
