import { digestOf, digestSums, selectLines, type DigestRow } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { stagedValues, targetValues, type StagedTable } from './staged-table.ts'

export interface TableDigest {
  readonly rows: number
  readonly digest: string
}

/** Counts and digests the staged rows, in the types of the target. */
export function digestStaging(client: ClientBase, table: StagedTable): Promise<TableDigest> {
  return digestRelation(client, table.staging, stagedValues(table, 'r'))
}

/** Counts and digests the target's rows as the transaction sees them. */
export function digestTarget(client: ClientBase, table: StagedTable): Promise<TableDigest> {
  return digestRelation(client, table.target, targetValues(table, 'r'))
}

async function digestRelation(
  client: ClientBase,
  relation: string,
  values: string,
): Promise<TableDigest> {
  const lines = selectLines({ relation, columns: [], values })
  const { rows } = await client.query<DigestRow & { found: string }>(
    `select count(*) as found, ${digestSums('l')} from (${lines}) as l`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('An aggregate without groups gives one row')
  return { rows: Number(row.found), digest: digestOf(row) }
}
