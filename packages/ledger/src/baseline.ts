import type { Knex } from 'knex'
import type { TableFingerprint } from './receipt.ts'

/** What the last receipt proves of one table. */
export interface TableBaseline {
  /** Of the target when the run had ended. */
  readonly rows: number
  readonly targetDigest: string
  readonly digestTie: string
  readonly fingerprint: TableFingerprint | undefined
  readonly cursorBound: string | undefined
  /** Of a derived table: whether its query is known to yield the same rows again. */
  readonly isRepeatable: boolean
}

/** What the runs of a dataset have proved so far, which the next one can build on. */
export interface Baseline {
  /** Of the dataset as it was defined then. */
  readonly definitionDigest: string
  /** Of when the last snapshot was that a full reconcile has read. */
  readonly lastReconcileAt: Date | undefined
  /** An attempt has found that reading everything is the only way. */
  readonly isFullNeeded: boolean
  /** Rows that broke a rule, and are not known to have been corrected. */
  readonly hasOpenRejects: boolean
  /** Tables that lack rows because a row they refer to was not there, as far as is known. */
  readonly waitingTables: readonly string[]
  readonly tables: ReadonlyMap<string, TableBaseline>
}

interface BaselineRow {
  readonly definition_digest: string
  readonly last_reconcile_at: Date | null
  readonly full_needed: boolean
  readonly has_open_rejects: boolean
  readonly waiting_tables: readonly string[]
  readonly table_name: string | null
  readonly rows: string
  readonly target_digest: string
  readonly digest_tie: string
  readonly fingerprint: TableFingerprint | null
  readonly cursor_bound: string | null
  readonly is_repeatable: boolean
}

const select = `
  select r.definition_digest, d.full_needed,
         (select max(snapshot_at) from sync.receipts
          where dataset = d.name and is_reconcile) as last_reconcile_at,
         exists (select from sync.rejects
                 where dataset = d.name and solved_at is null) as has_open_rejects,
         array(select distinct own.table_name from sync.rejects as own
               join sync.runs as run on run.id = own.run_id
               where own.dataset = d.name and own.solved_at is null and run.state = 'succeeded'
                 and own.rule = 'reference' and own.action <> 'warn') as waiting_tables,
         t.table_name, t.rows, t.target_digest, t.digest_tie, t.fingerprint, t.cursor_bound,
         t.is_repeatable
  from sync.datasets as d
  join sync.receipts as r on r.run_id = d.last_success
  left join lateral (
    select distinct on (own.table_name) own.*, since.definition_digest
    from sync.receipts as since
    join sync.receipt_tables as own on own.run_id = since.run_id
    where since.dataset = d.name and since.written_at >= r.written_at
    order by own.table_name, since.written_at desc, since.fence desc) as t
    on t.definition_digest = r.definition_digest
  where d.name = ?`

/**
 * Reads what the last run of a dataset that succeeded has proved; undefined before the first. A table
 * that a partial run has read since under another definition is left out: what it holds now says
 * nothing of this one.
 */
export async function selectBaseline(db: Knex, dataset: string): Promise<Baseline | undefined> {
  const { rows } = await db.raw<{ rows: BaselineRow[] }>(select, [dataset])
  const [first] = rows
  if (first === undefined) return undefined
  return {
    definitionDigest: first.definition_digest,
    lastReconcileAt: first.last_reconcile_at ?? undefined,
    isFullNeeded: first.full_needed,
    hasOpenRejects: first.has_open_rejects,
    waitingTables: first.waiting_tables,
    tables: new Map(rows.flatMap((row) => (row.table_name === null ? [] : [entryOf(row)]))),
  }
}

function entryOf(row: BaselineRow): readonly [string, TableBaseline] {
  return [
    row.table_name ?? '',
    {
      rows: Number(row.rows),
      targetDigest: row.target_digest,
      digestTie: row.digest_tie,
      fingerprint: row.fingerprint ?? undefined,
      cursorBound: row.cursor_bound ?? undefined,
      isRepeatable: row.is_repeatable,
    },
  ]
}
