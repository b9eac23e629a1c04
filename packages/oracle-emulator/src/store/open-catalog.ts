import type { Pool } from 'pg'
import type { Faults } from '../faults.ts'
import { parseOracleType } from '../images/oracle-type.ts'
import { notEmulated, OracleError } from '../oracle-error.ts'
import type { Environment } from '../sql/compiled.ts'
import { parseStatement } from '../sql/parse-statement.ts'
import type { Catalog, Relation } from '../sql/relation.ts'
import type { SessionSettings } from '../sql/session-settings.ts'
import type { Users } from '../users.ts'
import { dictionaryRelation, isDictionaryView } from './dictionary.ts'
import { storedColumn, type StoredObject, type Table } from './objects.ts'
import { readTable } from './read-table.ts'
import type { Registry } from './registry.ts'
import type { HeldSnapshot, Snapshots } from './snapshots.ts'

interface CatalogServices {
  readonly pool: Pool
  readonly registry: Registry
  readonly snapshots: Snapshots
  readonly users: Users
  readonly faults: Faults
  readonly release: readonly number[]
  readonly environment: Environment
  readonly settings: SessionSettings
  /** The instant of the transaction, if it has one. */
  readonly transaction: HeldSnapshot | undefined
  readonly signal: AbortSignal
}

/** The catalog for one statement. */
export interface StatementCatalog extends Catalog {
  /** Makes all tables of a statement that reads several be read at one instant. */
  holdOneInstant(): Promise<void>
  /** Ends what the statement holds. */
  release(): void
}

const deepestSynonyms = 20

export function openCatalog(services: CatalogServices): StatementCatalog {
  const { environment, registry, snapshots, users, transaction } = services
  let instant: (HeldSnapshot & { release(): void }) | undefined
  const user = users.get(environment.user)

  const missing = (path: readonly string[], schema: string, at: number) => {
    const [major = 19] = services.release
    const full = path.length === 1 ? [schema, ...path] : path
    const named = full.map((part) => `"${part}"`).join('.')
    const text =
      major >= 23 ? `table or view ${named} does not exist` : 'table or view does not exist'
    return new OracleError(942, text, at)
  }

  const isReadable = (owner: string, name: string) => users.mayRead(environment.user, owner, name)

  async function resolve(
    owner: string,
    name: string,
    isQualified: boolean,
    depth = 0,
  ): Promise<StoredObject | undefined> {
    if (depth > deepestSynonyms) throw new OracleError(1775, 'looping chain of synonyms')
    const own = await registry.find(owner, name)
    const object = own ?? (isQualified ? undefined : await registry.find('PUBLIC', name))
    if (object?.definition.kind !== 'synonym') return object
    const { target } = object.definition
    return resolve(target.owner, target.name, true, depth + 1)
  }

  async function dictionary(view: string): Promise<Relation> {
    const objects = await registry.all()
    return dictionaryRelation(view, {
      objects: objects.filter(({ owner, name }) => isReadable(owner, name)),
      users: users.names,
      release: services.release,
      settings: {
        NLS_DATE_FORMAT: services.settings.dateFormat,
        NLS_TIMESTAMP_FORMAT: services.settings.timestampFormat,
        NLS_TIMESTAMP_TZ_FORMAT: services.settings.timestampTzFormat,
        NLS_NUMERIC_CHARACTERS: services.settings.numericCharacters,
        NLS_DATE_LANGUAGE: services.settings.language,
        NLS_SORT: 'BINARY',
        NLS_COMP: 'BINARY',
      },
      scn: environment.scn,
    })
  }

  function tableRelation(object: StoredObject, table: Table, scn: bigint | undefined): Relation {
    if (scn !== undefined && user?.mayFlashback === false) {
      throw new OracleError(1031, 'insufficient privileges')
    }
    const past = scn === undefined ? transaction : snapshots.find(scn)
    if (past !== undefined && object.changedAt > past.scn) {
      throw new OracleError(1466, 'unable to read data - table definition has changed')
    }
    const { owner, name } = object
    return {
      kind: 'table',
      columns: table.columns.map((column) => ({
        name: column.name,
        type: parseOracleType(column.type),
        isNullable: column.nullable !== false,
        isHidden: column.isHidden === true,
      })),
      storedColumn,
      read: (options) => {
        const snapshot = (past ?? instant)?.name
        const rows = readTable(table, options, { ...services, snapshot })
        return services.faults.watch(owner, name, rows, services.signal)
      },
    }
  }

  async function holdOneInstant(): Promise<void> {
    if (transaction === undefined) instant ??= await snapshots.hold()
  }

  /** Finds for a user, or with `isTrusted` for the owner of a view. */
  const finder = (schema: string, isTrusted: boolean): Catalog => ({
    find: async (path, scn, at) => {
      const [first = '', second] = path
      const name = second ?? first
      const owner = second === undefined ? schema : first
      const isSystem = second === undefined || owner === 'SYS' || owner === 'PUBLIC'
      const object = owner === 'SYS' ? undefined : await resolve(owner, name, second !== undefined)
      if (object === undefined) {
        const isHidden = name.endsWith('DATABASE') && user?.mayReadDatabase === false
        if (isSystem && !isHidden && isDictionaryView(name)) return dictionary(name)
        throw missing(path, schema, at)
      }
      if (!isTrusted && !isReadable(object.owner, object.name)) throw missing(path, schema, at)
      const { definition } = object
      if (definition.kind === 'table') return tableRelation(object, definition, scn)
      if (scn !== undefined) throw notEmulated('AS OF SCN of views', at)
      if (definition.kind === 'synonym') throw missing(path, schema, at)
      const statement = parseStatement(definition.text)
      if (statement.kind !== 'select') throw missing(path, schema, at)
      // It may read any number of tables.
      await holdOneInstant()
      return { kind: 'view', query: statement.query, catalog: finder(object.owner, true) }
    },
  })

  return {
    ...finder(environment.schema, false),
    holdOneInstant,
    release: () => instant?.release(),
  }
}
