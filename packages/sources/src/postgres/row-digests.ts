import { relationOf, type SourceTable } from '@aaps-data/catalog'
import {
  bucketDigestOf,
  bucketParameters,
  keyDigestOf,
  selectBucketDigests,
  selectKeyDigests,
  type BucketDigestRow,
  type KeyDigestRow,
  type RowExpressions,
} from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import type { DigestedTable, RowDigests } from '../source.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { readAlikeness } from './read-alikeness.ts'
import { withWorkers } from './with-workers.ts'

/** Does work on the source and says what its failures mean. */
export type Translate = <T>(work: () => Promise<T>, table?: SourceTable) => Promise<T>

/** Digests parts of tables on the connection of a snapshot. */
export function openRowDigests(client: ClientBase, translate: Translate): RowDigests {
  return {
    alikeness: () => translate(() => readAlikeness(client)),
    digestBuckets: (digested, level) =>
      translate(async () => {
        const { rows } = await withWorkers(client, () =>
          client.query<BucketDigestRow>(selectBucketDigests(rowExpressions(digested)), [
            ...bucketParameters(level),
          ]),
        )
        return rows.map(bucketDigestOf)
      }, digested.table),
    digestKeys: (digested, level) =>
      translate(async () => {
        const { rows } = await withWorkers(client, () =>
          client.query<KeyDigestRow>(selectKeyDigests(rowExpressions(digested)), [
            ...bucketParameters(level),
          ]),
        )
        return rows.map(keyDigestOf)
      }, digested.table),
  }
}

/** The values of a table's rows as they are digested. */
export function rowExpressions({ table, types }: DigestedTable): RowExpressions {
  const values = new Map(
    table.columns.map(({ name, source }, place) => {
      const value = `r.${quoteIdentifier(source)}`
      const type = types[place]
      return [name, type === undefined ? value : `${value}::${type}`]
    }),
  )
  const { schema, relation } = relationOf(table)
  return {
    relation: `${quoteIdentifier(schema)}.${quoteIdentifier(relation)}`,
    values: [...values.values()],
    keyValues: table.key.flatMap((name) => values.get(name) ?? []),
  }
}
