import type { SourceTable } from '@aaps-data/catalog'
import { digestOf, digestSums, selectLines, type DigestRow } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import type { TableFingerprint } from '../source.ts'
import { describeRelations } from './describe-relations.ts'
import { rowExpressions, type Translate } from './row-digests.ts'
import { withWorkers } from './with-workers.ts'

/**
 * Counts and digests the mapped columns of each table, one after the other on one connection. The tie is the server's major
 * version, which decides how values are written, and the names and types of the columns.
 */
export async function fingerprintTables(
  client: ClientBase,
  {
    tables,
    major,
    translate,
  }: {
    readonly tables: readonly SourceTable[]
    readonly major: number
    readonly translate: Translate
  },
): Promise<readonly TableFingerprint[]> {
  const described = await translate(() => describeRelations(client, tables))
  const fingerprints: TableFingerprint[] = []
  for (const [place, table] of tables.entries()) {
    const columns = (described[place] ?? []).map(({ name, type }) => [name, type ?? null])
    const digest = await translate(
      () => withWorkers(client, () => digestRelation(client, table)),
      table,
    )
    fingerprints.push({ ...digest, tie: JSON.stringify({ postgres: major, columns }) })
  }
  return fingerprints
}

async function digestRelation(
  client: ClientBase,
  table: SourceTable,
): Promise<Omit<TableFingerprint, 'tie'>> {
  const { relation, values } = rowExpressions({ table, types: [] })
  const lines = selectLines({ relation, columns: [], values: values.join(', ') })
  const { rows } = await client.query<DigestRow & { found: string }>(
    `select count(*)::text as found, ${digestSums('l')} from (${lines}) as l`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('An aggregate without groups gives one row')
  return { rows: Number(row.found), digest: digestOf(row) }
}
