import type { Knex } from 'knex'
import { findAcceptedRequest } from './find-accepted-request.ts'
import { queryRows } from './query-rows.ts'
import { writeAudit, type AuditRecord } from './write-audit.ts'

type AskedRecord = Omit<AuditRecord, 'outcome' | 'runId'> & { readonly runId: string }

/**
 * Writes down that somebody asks for a run, before the broker is told; answers `key_reused`, having
 * written nothing, when the run's key was used for another dataset, other tables or another run to
 * repeat, with another note or mode, or for what is no preview. Of two who use one key at the same time the second is told.
 */
export async function noteRequest(db: Knex, record: AskedRecord): Promise<'noted' | 'key_reused'> {
  const { runId, subject, details } = record
  return db.transaction(async (trx) => {
    await queryRows(trx, 'select pg_advisory_xact_lock(hashtextextended(?, 0))', [runId])
    const earlier = (await runOf(trx, runId)) ?? (await findAcceptedRequest(trx, runId))
    const wish = {
      dataset: subject,
      note: details?.['note'] ?? null,
      mode: details?.['mode'] ?? 'auto',
      preview: details?.['preview'] === 'yes',
      onlyTables: details?.['tables'] ?? null,
      retryOf: details?.['retryOf'] ?? null,
    }
    if (earlier !== undefined && !isSame(earlier, wish)) return 'key_reused'
    await writeAudit(trx, { ...record, outcome: 'asked' })
    return 'noted'
  })
}

interface Wish {
  readonly dataset: string
  readonly note: string | null
  readonly mode: string
  readonly preview: boolean
  /** As JSON. */
  readonly onlyTables: string | null
  readonly retryOf: string | null
}

function isSame(one: Wish, other: Wish): boolean {
  const fields = ['dataset', 'note', 'mode', 'preview', 'onlyTables', 'retryOf'] as const
  return fields.every((field) => one[field] === other[field])
}

async function runOf(db: Knex, runId: string): Promise<Wish | undefined> {
  const [run] = await queryRows<Wish>(
    db,
    `select dataset, note, mode, preview, array_to_json(tables)::text as "onlyTables",
       retry_of as "retryOf" from sync.runs where id = ?`,
    [runId],
  )
  return run
}
