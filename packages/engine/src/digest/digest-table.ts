import { digestOf, imageSums, selectImages, type DigestRow } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import {
  stagedImage,
  targetImage,
  type DigestedTarget,
  type StagedTable,
} from '../sql/staged-table.ts'

export interface TableDigest {
  readonly rows: number
  readonly digest: string
}

/** Counts and digests the staged rows, in the types of the target. */
export function digestStaging(client: ClientBase, table: StagedTable): Promise<TableDigest> {
  return digestRelation(client, table.staging, stagedImage(table, 'r'))
}

/** Counts and digests the target's rows as the transaction sees them. */
export function digestTarget(client: ClientBase, table: DigestedTarget): Promise<TableDigest> {
  return digestRelation(client, table.target, targetImage(table, 'r'))
}

async function digestRelation(
  client: ClientBase,
  relation: string,
  values: readonly string[],
): Promise<TableDigest> {
  const images = selectImages({ relation, columns: [], values })
  const { rows } = await client.query<DigestRow & { found: string }>(
    `select count(*) as found, ${imageSums('i')} from (${images}) as i`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('An aggregate without groups gives one row')
  return { rows: Number(row.found), digest: digestOf(row) }
}
