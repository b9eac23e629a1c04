import { relationOf, type SourceTable } from '@aaps-data/catalog'
import { digestOf, imageSums, imageValue, selectImages, type DigestRow } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import type { SourceColumn, TableFingerprint } from '../source.ts'
import { describeMapped } from './describe-relations.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { readAlikeness } from './read-alikeness.ts'
import type { Translate } from './row-digests.ts'
import { withWorkers } from './with-workers.ts'

/**
 * Counts and digests the mapped columns of each table by the images of their rows, one after the
 * other on one connection. The tie is the server's major version, which decides how values are
 * written, and the names and types of the columns.
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
  const described = await translate(() => describeMapped(client, tables))
  const alikeness = await translate(() => readAlikeness(client))
  const fingerprints: TableFingerprint[] = []
  for (const [place, table] of tables.entries()) {
    const columns = described[place] ?? []
    const types = columns.map(({ type }) => type)
    const values = columns.map(({ name, type }) => valueOf(name, type))
    const digest = await translate(
      () => withWorkers(client, () => digestRelation(client, table, values)),
      table,
    )
    fingerprints.push({
      ...digest,
      tie: tieOf(major, columns),
      images: { major, alikeness, types },
    })
  }
  return fingerprints
}

// A domain is written as the type beneath it.
function valueOf(name: string, type: string | undefined): string {
  const value = `r.${quoteIdentifier(name)}`
  return imageValue(type === undefined ? value : `${value}::${type}`, type)
}

function tieOf(major: number, columns: readonly SourceColumn[]): string {
  const parts = columns.map(({ name, type = 'as text' }) => [name, type])
  return JSON.stringify({ postgres: major, columns: parts })
}

async function digestRelation(
  client: ClientBase,
  table: SourceTable,
  values: readonly string[],
): Promise<Omit<TableFingerprint, 'tie'>> {
  const { schema, relation: name } = relationOf(table)
  const relation = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
  const images = selectImages({ relation, columns: [], values })
  const { rows } = await client.query<DigestRow & { found: string }>(
    `select count(*)::text as found, ${imageSums('i')} from (${images}) as i`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('An aggregate without groups gives one row')
  return { rows: Number(row.found), digest: digestOf(row) }
}
