import { pipeline } from 'node:stream/promises'
import type { Pool, PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { encodeValue, type GivenValue, type Image } from '../images/encode-value.ts'
import { parseOracleType } from '../images/oracle-type.ts'
import { OracleError } from '../oracle-error.ts'
import type { Row } from '../result.ts'
import { storedLiteral } from '../sql/compiled.ts'
import { copyChunks } from './copy-writer.ts'
import {
  relationName,
  storedColumn,
  type ColumnDefinition,
  type Table,
  type TableOptions,
} from './objects.ts'
import type { Registry } from './registry.ts'

/** A row by the columns' order. */
export type GivenRow = readonly GivenValue[]
export type GivenRows = Iterable<GivenRow> | AsyncIterable<GivenRow>
/** Values by their columns' names. */
export type GivenFields = Readonly<Record<string, GivenValue>>

/** Makes, changes and fills tables, beside any session. Each call is a transaction of its own. */
export class TableChanges {
  readonly #pool: Pool
  readonly #registry: Registry

  constructor(pool: Pool, registry: Registry) {
    this.#pool = pool
    this.#registry = registry
  }

  /** Makes a table, in place of one of the same name, and fills it. */
  async createTable(
    owner: string,
    name: string,
    columns: readonly ColumnDefinition[],
    { rows = [], ...options }: TableOptions & { readonly rows?: GivenRows } = {},
  ): Promise<void> {
    await this.#transaction(async (client) => {
      const old = await this.#registry.find(owner, name)
      if (old?.definition.kind === 'table') {
        await client.query(`drop table if exists ${relationName(old.definition)}`)
      }
      const number = await this.#registry.nextNumber(client)
      const table: Table = { kind: 'table', columns, number, ...options }
      await createRelation(client, table)
      await copyRows(client, table, rows)
      await createIndexes(client, table)
      await this.#registry.save(client, { owner, name, definition: table })
    })
  }

  /** Gives the number of rows. Memory holds a few of them. */
  async insertRows(owner: string, name: string, rows: GivenRows): Promise<number> {
    const table = await this.#table(owner, name)
    return this.#transaction((client) => copyRows(client, table, rows))
  }

  /** Changes rows whose columns have these values, all rows if there are none. Gives their number. */
  async updateRows(
    owner: string,
    name: string,
    set: GivenFields,
    where: GivenFields = {},
  ): Promise<number> {
    const table = await this.#table(owner, name)
    const changes = storedFields(table, set).map(
      ({ column, image }) => `${column} = ${storedLiteral(image)}`,
    )
    return this.#write(
      `update ${relationName(table)} set ${changes.join(', ')} ${whereText(table, where)}`,
    )
  }

  async deleteRows(owner: string, name: string, where: GivenFields = {}): Promise<number> {
    const table = await this.#table(owner, name)
    return this.#write(`delete from ${relationName(table)} ${whereText(table, where)}`)
  }

  /** TRUNCATE, which is a change of the definition: older snapshots can read the table no more. */
  async truncateTable(owner: string, name: string): Promise<void> {
    const table = await this.#table(owner, name)
    await this.#transaction(async (client) => {
      await client.query(`truncate ${relationName(table)}`)
      await this.#registry.save(client, { owner, name, definition: table })
    })
  }

  /** ALTER TABLE … ADD. The column is NULL in the rows that there are. */
  async addColumn(owner: string, name: string, column: ColumnDefinition): Promise<void> {
    const table = await this.#table(owner, name)
    const changed = { ...table, columns: [...table.columns, column] }
    await this.#transaction(async (client) => {
      const stored = storedColumn(table.columns.length)
      await client.query(`alter table ${relationName(table)} add column ${stored} bytea`)
      await this.#registry.save(client, { owner, name, definition: changed })
    })
  }

  async drop(owner: string, name: string): Promise<void> {
    const object = await this.#registry.find(owner, name)
    await this.#transaction(async (client) => {
      if (object?.definition.kind === 'table') {
        await client.query(`drop table if exists ${relationName(object.definition)}`)
      }
      await this.#registry.remove(client, owner, name)
    })
  }

  async #table(owner: string, name: string): Promise<Table> {
    const object = await this.#registry.find(owner, name)
    if (object?.definition.kind !== 'table') {
      throw new OracleError(942, `table or view does not exist: ${owner}.${name}`)
    }
    return object.definition
  }

  async #write(statement: string): Promise<number> {
    const result = await this.#pool.query(statement)
    return result.rowCount ?? 0
  }

  async #transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect()
    try {
      await client.query('begin')
      const result = await work(client)
      await client.query('commit')
      client.release()
      return result
    } catch (error) {
      // A COPY may be half-way.
      client.release(true)
      throw error instanceof Error && 'code' in error && error.code === '23505'
        ? new OracleError(1, 'unique constraint violated')
        : error
    }
  }
}

async function createRelation(client: PoolClient, table: Table): Promise<void> {
  const columns = table.columns.map((_column, index) => `${storedColumn(index)} bytea`)
  await client.query(`create table ${relationName(table)} (${columns.join(', ')})`)
}

async function createIndexes(client: PoolClient, table: Table): Promise<void> {
  const { primaryKey, uniqueKeys = [], indexes = [] } = table
  const primary =
    primaryKey === undefined ? [] : 'columns' in primaryKey ? primaryKey.columns : primaryKey
  const unique = [primary, ...uniqueKeys.map(({ columns }) => columns)]
  const plain = indexes.map(({ columns, isUnique }) => ({ columns, isUnique: isUnique === true }))
  const wanted = [...unique.map((columns) => ({ columns, isUnique: true })), ...plain]
  for (const { columns, isUnique } of wanted) {
    if (columns.length === 0) continue
    const stored = columns.map((name) => storedColumn(placeOf(table, name)))
    const kind = isUnique ? 'unique index' : 'index'
    await client.query(`create ${kind} on ${relationName(table)} (${stored.join(', ')})`)
  }
}

async function copyRows(client: PoolClient, table: Table, rows: GivenRows): Promise<number> {
  const list = table.columns.map((_column, index) => storedColumn(index))
  const statement = `copy ${relationName(table)} (${list.join(', ')}) from stdin (format binary)`
  const copy = client.query(copyFrom(statement))
  let count = 0
  const encode = rowEncoder(table)
  async function* images(): AsyncGenerator<Row, undefined> {
    for await (const row of rows) {
      count += 1
      yield encode(row)
    }
    return undefined
  }
  await pipeline(copyChunks(images()), copy)
  return count
}

function rowEncoder({ columns }: Table): (row: GivenRow) => Row {
  const types = columns.map(({ type }) => parseOracleType(type))
  return (row) =>
    types.map((type, index) => {
      const image = encodeValue(row[index] ?? null, type)
      if (image === null && columns[index]?.nullable === false) {
        throw new OracleError(1400, `cannot insert NULL into ("${columns[index].name}")`)
      }
      return image
    })
}

function placeOf({ columns }: Table, name: string): number {
  const place = columns.findIndex((column) => column.name === name)
  if (place < 0) throw new OracleError(904, `"${name}": invalid identifier`)
  return place
}

function storedFields(
  table: Table,
  fields: GivenFields,
): readonly { column: string; image: Image }[] {
  return Object.entries(fields).map(([name, value]) => {
    const place = placeOf(table, name)
    const type = parseOracleType(table.columns[place]?.type ?? '')
    return { column: storedColumn(place), image: encodeValue(value, type) }
  })
}

function whereText(table: Table, where: GivenFields): string {
  const conditions = storedFields(table, where).map(({ column, image }) =>
    image === null ? `${column} is null` : `${column} = ${storedLiteral(image)}`,
  )
  return conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`
}
