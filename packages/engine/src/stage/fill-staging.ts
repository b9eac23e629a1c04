import { SyncError } from '@aaps-data/contracts'
import type { TableReader } from '@aaps-data/sources'
import type { Client } from 'pg'
import { copyFailure } from '../failures/copy-failure.ts'
import { createStaging } from '../sql/create-staging.ts'
import { originColumns } from '../sql/row-origin.ts'
import { countRefused, giveTypes } from '../sql/refused-texts.ts'
import type { StagedColumn } from '../sql/staged-table.ts'
import type { EmptyStaging } from './lay-out-staging.ts'
import { stageTable } from './stage-table.ts'

export interface FilledStaging {
  readonly rows: number
  readonly columns: readonly StagedColumn[]
}

interface FillOptions {
  readonly reader: TableReader
  readonly signal: AbortSignal
  readonly onRows: (rows: number) => void
}

/**
 * Creates a staging table and reads the rows of its table into it. When the target's server refuses
 * a value of them, which ends the COPY without saying whose it is, the rows are read again as texts,
 * and only columns that hold no such value get their types: the check can then tell every row.
 */
export async function fillStaging(
  client: Client,
  empty: EmptyStaging,
  options: FillOptions,
): Promise<FilledStaging> {
  const { table, staging, columns } = empty
  const all = [...columns, ...originOf(empty)]
  try {
    await client.query(`savepoint reading; ${createStaging(staging, all)}`)
    return { rows: await fill(client, empty, options), columns }
  } catch (error) {
    const failure = copyFailure(error, table.name)
    const isRefused = failure instanceof SyncError && failure.code === 'VALUE_NOT_CARRIED'
    if (!isRefused || options.signal.aborted) throw failure
    await client.query('rollback to savepoint reading; release savepoint reading')
    return fillAsTexts(client, empty, options)
  }
}

async function fillAsTexts(
  client: Client,
  empty: EmptyStaging,
  options: FillOptions,
): Promise<FilledStaging> {
  const { table, staging, columns } = empty
  const texts = columns.map((column) => ({ ...column, stagedType: 'text' }))
  try {
    await client.query(createStaging(staging, [...texts, ...originOf(empty)]))
    const rows = await fill(client, { ...empty, form: 'text' }, options)
    const refused = await countRefused(client, staging, columns)
    const isTyped = (place: number) => refused[place] === 0
    await giveTypes(
      client,
      staging,
      columns.filter((_column, place) => isTyped(place)),
    )
    return {
      rows,
      columns: columns.map((column, place) =>
        isTyped(place) ? column : { ...column, stagedType: 'text' },
      ),
    }
  } catch (error) {
    throw copyFailure(error, table.name)
  }
}

function originOf({ places }: EmptyStaging): readonly { name: string; stagedType: string }[] {
  return places === undefined ? [] : originColumns
}

function fill(
  client: Client,
  empty: EmptyStaging,
  { reader, signal, onRows }: FillOptions,
): Promise<number> {
  const { table, staging, columns, since, form } = empty
  return stageTable({
    rows: reader.read(table, { since, form }),
    form,
    client,
    staging,
    columns: [...columns, ...originOf(empty)].map((column) => column.name),
    signal,
    onRows,
  })
}
