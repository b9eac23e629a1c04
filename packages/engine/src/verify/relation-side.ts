import type { Table } from '@aaps-data/catalog'
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
import { atTable } from '../failures/at-table.ts'
import { quoteIdentifier } from '../sql/quote-identifier.ts'
import { stagedValue, type StagedTable } from '../sql/staged-table.ts'
import type { DigestSide } from './compare-sides.ts'

/** The rows of a target's table, as the transaction of `client` sees them. */
export function targetSide(client: ClientBase, table: Table, relation: string): DigestSide {
  const valueOf = (name: string) => `r.${quoteIdentifier(name)}`
  return relationSide(client, table, { relation, valueOf })
}

/** The rows that were staged for a table, in the types of the target. */
export function stagingSide(
  client: ClientBase,
  { table, staging, columns }: StagedTable,
): DigestSide {
  const values = new Map(columns.map((column) => [column.name, stagedValue(column, 'r')]))
  const valueOf = (name: string) => values.get(name) ?? `r.${quoteIdentifier(name)}`
  return relationSide(client, table, { relation: staging, valueOf })
}

function relationSide(
  client: ClientBase,
  table: Table,
  { relation, valueOf }: { readonly relation: string; readonly valueOf: (name: string) => string },
): DigestSide {
  const expressions: RowExpressions = {
    relation,
    values: table.columns.map(({ name }) => valueOf(name)),
    keyValues: table.key.map(valueOf),
  }
  return {
    digestBuckets: (level) =>
      atTable(table.name, async () => {
        const { rows } = await client.query<BucketDigestRow>(selectBucketDigests(expressions), [
          ...bucketParameters(level),
        ])
        return rows.map(bucketDigestOf)
      }),
    digestKeys: (level) =>
      atTable(table.name, async () => {
        const { rows } = await client.query<KeyDigestRow>(selectKeyDigests(expressions), [
          ...bucketParameters(level),
        ])
        return rows.map(keyDigestOf)
      }),
  }
}
