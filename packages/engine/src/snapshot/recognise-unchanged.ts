import type { Table } from '@aaps-data/catalog'
import type { TableBaseline, TableFingerprint, TableReceipt } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import { digestTarget } from '../digest/digest-table.ts'
import { digestTie } from '../digest/digest-tie.ts'
import { atTable } from '../failures/at-table.ts'
import type { Plan } from '../plan/plan-run.ts'
import { qualifiedName } from '../sql/quote-identifier.ts'
import { selectServerMajor } from '../sql/server-major.ts'
import { describeTarget, imageTypeInTarget } from '../target/describe-target.ts'
import { inTargetTransaction } from '../target/target-transaction.ts'

/**
 * Tells by digests whether source and target are what they were when the last run had ended, and
 * gives what a receipt says of the tables then. Undefined when anything differs or cannot be told.
 * The target's rows are read, none is moved.
 */
export async function recogniseUnchanged(
  target: Knex,
  {
    plan,
    fingerprints,
    signal,
  }: {
    readonly plan: Plan
    /** Of the source's tables, by name. */
    readonly fingerprints: ReadonlyMap<string, { readonly fingerprint: TableFingerprint }>
    readonly signal: AbortSignal
  },
): Promise<readonly TableReceipt[] | undefined> {
  const { dataset, baseline, sourceTables } = plan
  const known = (name: string) => baseline?.tables.get(name)
  const isSame = sourceTables.every(({ name }) =>
    isSameFingerprint(fingerprints.get(name)?.fingerprint, known(name)?.fingerprint),
  )
  if (!isSame) return undefined
  const { lockTimeoutSeconds, target: where } = dataset
  return inTargetTransaction(
    target,
    { signal, lockTimeoutSeconds, isOneInstant: true },
    async ({ client }) => {
      const types = await describeTarget(client, dataset)
      const major = await selectServerMajor(client)
      const receipts: TableReceipt[] = []
      for (const table of dataset.tables) {
        signal.throwIfAborted()
        const columns = table.columns.map(({ name }) => ({
          name,
          ...imageTypeInTarget(types, table.name, name),
        }))
        const relation = qualifiedName(where.schema, table.name)
        const expected = known(table.name)
        if (expected?.digestTie !== digestTie(columns, major)) return undefined
        const digest = () => digestTarget(client, { target: relation, columns })
        const found = await atTable(table.name, digest)
        if (found.rows !== expected.rows || found.digest !== expected.targetDigest) return undefined
        receipts.push(unchangedReceipt(table, expected))
      }
      return receipts
    },
  )
}

/** Says whether two fingerprints tell that the rows are the same. */
export function isSameFingerprint(
  found: TableFingerprint | undefined,
  known: TableFingerprint | undefined,
): boolean {
  if (found === undefined || known === undefined) return false
  return found.rows === known.rows && found.digest === known.digest && found.tie === known.tie
}

function unchangedReceipt({ name }: Table, baseline: TableBaseline): TableReceipt {
  const { rows, targetDigest, digestTie: tie, fingerprint, cursorBound, isRepeatable } = baseline
  return {
    table: name,
    read: 'none',
    staged: 0,
    rejected: 0,
    inserted: 0,
    updated: 0,
    deleted: 0,
    unchanged: rows,
    changesKept: 0,
    rows,
    sourceDigest: targetDigest,
    targetDigest,
    digestTie: tie,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(cursorBound === undefined ? {} : { cursorBound }),
    isRepeatable,
  }
}
