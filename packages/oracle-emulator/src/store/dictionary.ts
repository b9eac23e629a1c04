import { encodeValue, type GivenValue } from '../images/encode-value.ts'
import {
  byteLength,
  dictionaryName,
  isNational,
  isText,
  isLob,
  parseOracleType,
  type OracleType,
} from '../images/oracle-type.ts'
import type { Relation } from '../sql/relation.ts'
import { constraintsOf, indexesOf } from './constraints.ts'
import type { ColumnDefinition, StoredObject } from './objects.ts'

/** What the dictionary tells is computed from. */
export interface DictionaryFacts {
  /** The objects that the user may know of. */
  readonly objects: readonly StoredObject[]
  readonly users: readonly string[]
  readonly release: readonly number[]
  readonly settings: Readonly<Record<string, string>>
  readonly scn: () => bigint
}

interface DictionaryView {
  readonly columns: Readonly<Record<string, string>>
  rows(facts: DictionaryFacts): readonly (readonly GivenValue[])[]
}

const name = 'VARCHAR2(128)'
const yesNo = 'VARCHAR2(3)'
const since = '2024-01-15 08:30:00'

const tablesOf = ({ objects }: DictionaryFacts) =>
  objects.flatMap((object) => {
    const { definition } = object
    return definition.kind === 'table' ? [{ object, table: definition }] : []
  })

const columnView = (withHidden: boolean): DictionaryView => ({
  columns: {
    OWNER: name,
    TABLE_NAME: name,
    COLUMN_NAME: name,
    DATA_TYPE: name,
    DATA_TYPE_MOD: yesNo,
    DATA_TYPE_OWNER: name,
    DATA_LENGTH: 'NUMBER',
    DATA_PRECISION: 'NUMBER',
    DATA_SCALE: 'NUMBER',
    NULLABLE: 'VARCHAR2(1)',
    COLUMN_ID: 'NUMBER',
    DEFAULT_LENGTH: 'NUMBER',
    DATA_DEFAULT: 'LONG',
    NUM_DISTINCT: 'NUMBER',
    CHARACTER_SET_NAME: 'VARCHAR2(44)',
    CHAR_COL_DECL_LENGTH: 'NUMBER',
    CHAR_LENGTH: 'NUMBER',
    CHAR_USED: 'VARCHAR2(1)',
    ...(withHidden
      ? {
          HIDDEN_COLUMN: yesNo,
          VIRTUAL_COLUMN: yesNo,
          SEGMENT_COLUMN_ID: 'NUMBER',
          INTERNAL_COLUMN_ID: 'NUMBER',
          USER_GENERATED: yesNo,
        }
      : {}),
  },
  rows: ({ objects }) =>
    objects.flatMap((object) => {
      const columns = describedColumns(object)
      let id = 0
      return columns.flatMap((column, index) => {
        const isHidden = column.isHidden === true
        if (isHidden && !withHidden) return []
        if (!isHidden) id += 1
        const facts = columnFacts(object, column, isHidden ? null : id)
        if (!withHidden) return [facts]
        const isVirtual = column.isVirtual === true
        const segment = isVirtual ? null : index + 1
        return [
          [...facts, isHidden ? 'YES' : 'NO', isVirtual ? 'YES' : 'NO', segment, index + 1, 'YES'],
        ]
      })
    }),
})

type DescribedColumn = Omit<ColumnDefinition, 'type'> & { readonly type: OracleType }

function describedColumns({ definition }: StoredObject): readonly DescribedColumn[] {
  switch (definition.kind) {
    case 'table':
      return definition.columns.map((column) => ({ ...column, type: parseOracleType(column.type) }))
    case 'view':
      return definition.columns
    case 'synonym':
      return []
  }
}

function columnFacts(
  { owner, name: table }: StoredObject,
  { name: column, type, nullable, defaultText }: DescribedColumn,
  id: number | null,
): readonly GivenValue[] {
  const hasLength = isText(type.kind) && !isLob(type.kind) && type.kind !== 'LONG'
  const length = hasLength ? (type.length ?? 4000) : 0
  const unit = type.countsCharacters === true ? 'C' : 'B'
  const charset = isNational(type.kind) ? 'NCHAR_CS' : isText(type.kind) ? 'CHAR_CS' : null
  return [
    owner,
    table,
    column,
    dictionaryName(type),
    null,
    null,
    byteLength(type),
    precisionOf(type),
    scaleOf(type),
    nullable === false ? 'N' : 'Y',
    id,
    defaultText?.length ?? null,
    defaultText ?? null,
    null,
    charset,
    hasLength ? byteLength(type) : null,
    length,
    hasLength ? unit : null,
  ]
}

function precisionOf({ kind, precision }: OracleType): number | null {
  const has = ['NUMBER', 'FLOAT', 'INTERVAL_YM', 'INTERVAL_DS'].includes(kind)
  return has ? (precision ?? null) : null
}

function scaleOf({ kind, scale }: OracleType): number | null {
  const has = kind === 'NUMBER' || kind.startsWith('TIMESTAMP') || kind.startsWith('INTERVAL')
  return has ? (scale ?? null) : null
}

const views: Readonly<Record<string, DictionaryView>> = {
  DUAL: { columns: { DUMMY: 'VARCHAR2(1)' }, rows: () => [['X']] },
  ALL_TABLES: {
    columns: {
      OWNER: name,
      TABLE_NAME: name,
      TABLESPACE_NAME: 'VARCHAR2(30)',
      STATUS: 'VARCHAR2(8)',
      NUM_ROWS: 'NUMBER',
      BLOCKS: 'NUMBER',
      AVG_ROW_LEN: 'NUMBER',
      LAST_ANALYZED: 'DATE',
      PARTITIONED: yesNo,
      IOT_TYPE: 'VARCHAR2(12)',
      TEMPORARY: 'VARCHAR2(1)',
      NESTED: yesNo,
      DEPENDENCIES: 'VARCHAR2(8)',
      DROPPED: yesNo,
      EXTERNAL: yesNo,
    },
    rows: (facts) =>
      tablesOf(facts).map(({ object, table }) => {
        const rows = table.statisticsRows ?? null
        const analyzed = rows === null ? null : since
        const blocks = rows === null ? null : Math.ceil(rows / 80)
        return [
          ...[
            object.owner,
            object.name,
            'USERS',
            'VALID',
            rows,
            blocks,
            rows === null ? null : 100,
          ],
          ...[analyzed, 'NO', null, 'N', 'NO', 'DISABLED', 'NO', 'NO'],
        ]
      }),
  },
  ALL_VIEWS: {
    columns: { OWNER: name, VIEW_NAME: name, TEXT_LENGTH: 'NUMBER', TEXT: 'LONG' },
    rows: ({ objects }) =>
      objects.flatMap(({ owner, name: view, definition }) =>
        definition.kind === 'view' ? [[owner, view, definition.text.length, definition.text]] : [],
      ),
  },
  ALL_TAB_COLUMNS: columnView(false),
  ALL_TAB_COLS: columnView(true),
  ALL_CONSTRAINTS: {
    columns: {
      OWNER: name,
      CONSTRAINT_NAME: name,
      CONSTRAINT_TYPE: 'VARCHAR2(1)',
      TABLE_NAME: name,
      SEARCH_CONDITION: 'LONG',
      R_OWNER: name,
      R_CONSTRAINT_NAME: name,
      DELETE_RULE: 'VARCHAR2(9)',
      STATUS: 'VARCHAR2(8)',
      DEFERRABLE: 'VARCHAR2(14)',
      DEFERRED: 'VARCHAR2(9)',
      VALIDATED: 'VARCHAR2(13)',
      RELY: 'VARCHAR2(4)',
      INDEX_OWNER: name,
      INDEX_NAME: name,
    },
    rows: (facts) =>
      tablesOf(facts).flatMap(({ object, table }) =>
        constraintsOf(object, table).map((one) => {
          const isKey = one.type === 'P' || one.type === 'U'
          return [
            ...[one.owner, one.name, one.type, one.table, one.condition ?? null],
            ...[one.references?.owner ?? null, one.references?.constraint ?? null],
            ...[one.type === 'R' ? 'NO ACTION' : null, 'ENABLED', 'NOT DEFERRABLE', 'IMMEDIATE'],
            ...['VALIDATED', null, isKey ? one.owner : null, isKey ? one.name : null],
          ]
        }),
      ),
  },
  ALL_CONS_COLUMNS: {
    columns: {
      OWNER: name,
      CONSTRAINT_NAME: name,
      TABLE_NAME: name,
      COLUMN_NAME: 'VARCHAR2(4000)',
      POSITION: 'NUMBER',
    },
    rows: (facts) =>
      tablesOf(facts).flatMap(({ object, table }) =>
        constraintsOf(object, table).flatMap((one) =>
          one.columns.map((column, index) => [
            ...[one.owner, one.name, one.table, column, one.type === 'C' ? null : index + 1],
          ]),
        ),
      ),
  },
  ALL_INDEXES: {
    columns: {
      OWNER: name,
      INDEX_NAME: name,
      INDEX_TYPE: 'VARCHAR2(27)',
      TABLE_OWNER: name,
      TABLE_NAME: name,
      TABLE_TYPE: 'VARCHAR2(11)',
      UNIQUENESS: 'VARCHAR2(9)',
      STATUS: 'VARCHAR2(8)',
      VISIBILITY: 'VARCHAR2(9)',
      PARTITIONED: yesNo,
    },
    rows: (facts) =>
      tablesOf(facts).flatMap(({ object, table }) =>
        indexesOf(object, table).map((one) => [
          ...[one.owner, one.name, 'NORMAL', one.owner, one.table, 'TABLE'],
          ...[one.isUnique ? 'UNIQUE' : 'NONUNIQUE', 'VALID', 'VISIBLE', 'NO'],
        ]),
      ),
  },
  ALL_IND_COLUMNS: {
    columns: {
      INDEX_OWNER: name,
      INDEX_NAME: name,
      TABLE_OWNER: name,
      TABLE_NAME: name,
      COLUMN_NAME: 'VARCHAR2(4000)',
      COLUMN_POSITION: 'NUMBER',
      DESCEND: 'VARCHAR2(4)',
    },
    rows: (facts) =>
      tablesOf(facts).flatMap(({ object, table }) =>
        indexesOf(object, table).flatMap((one) =>
          one.columns.map((column, index) => [
            ...[one.owner, one.name, one.owner, one.table, column, index + 1, 'ASC'],
          ]),
        ),
      ),
  },
  ALL_SYNONYMS: {
    columns: {
      OWNER: name,
      SYNONYM_NAME: name,
      TABLE_OWNER: name,
      TABLE_NAME: name,
      DB_LINK: name,
    },
    rows: ({ objects }) =>
      objects.flatMap(({ owner, name: synonym, definition }) =>
        definition.kind === 'synonym'
          ? [[owner, synonym, definition.target.owner, definition.target.name, null]]
          : [],
      ),
  },
  ALL_OBJECTS: {
    columns: {
      OWNER: name,
      OBJECT_NAME: name,
      OBJECT_TYPE: 'VARCHAR2(23)',
      OBJECT_ID: 'NUMBER',
      CREATED: 'DATE',
      LAST_DDL_TIME: 'DATE',
      STATUS: 'VARCHAR2(7)',
    },
    rows: ({ objects }) =>
      objects.map(({ owner, name: object, definition }) => [
        ...[owner, object, definition.kind.toUpperCase()],
        ...[definition.kind === 'table' ? definition.number : null, since, since, 'VALID'],
      ]),
  },
  ALL_USERS: {
    columns: { USERNAME: name, USER_ID: 'NUMBER', CREATED: 'DATE' },
    rows: ({ users }) => users.map((user, index) => [user, index + 100, since]),
  },
  V$DATABASE: {
    columns: {
      DBID: 'NUMBER',
      NAME: 'VARCHAR2(9)',
      LOG_MODE: 'VARCHAR2(12)',
      OPEN_MODE: 'VARCHAR2(20)',
      DATABASE_ROLE: 'VARCHAR2(16)',
      CURRENT_SCN: 'NUMBER',
    },
    rows: ({ scn }) => [[1234567890, 'EMULATOR', 'ARCHIVELOG', 'READ WRITE', 'PRIMARY', scn()]],
  },
  V$VERSION: {
    columns: { BANNER: 'VARCHAR2(80)', BANNER_FULL: 'VARCHAR2(160)' },
    rows: ({ release }) => {
      const banner = `Oracle Database ${release[0] ?? 19}c (emulated) - Production`
      return [[banner, `${banner}\nVersion ${release.join('.')}`]]
    },
  },
  PRODUCT_COMPONENT_VERSION: {
    columns: {
      PRODUCT: 'VARCHAR2(80)',
      VERSION: 'VARCHAR2(20)',
      VERSION_FULL: 'VARCHAR2(20)',
      STATUS: 'VARCHAR2(20)',
    },
    rows: ({ release }) => [
      [
        'Oracle Database (emulated)',
        `${release[0] ?? 19}.0.0.0.0`,
        release.join('.'),
        'Production',
      ],
    ],
  },
  NLS_DATABASE_PARAMETERS: {
    columns: { PARAMETER: name, VALUE: 'VARCHAR2(160)' },
    rows: () => [
      ['NLS_CHARACTERSET', 'AL32UTF8'],
      ['NLS_NCHAR_CHARACTERSET', 'AL16UTF16'],
      ['NLS_LENGTH_SEMANTICS', 'BYTE'],
    ],
  },
  NLS_SESSION_PARAMETERS: {
    columns: { PARAMETER: name, VALUE: 'VARCHAR2(64)' },
    rows: ({ settings }) => Object.entries(settings),
  },
}

/** Under which other names a view is known. */
const synonyms: Readonly<Record<string, string>> = {
  V_$DATABASE: 'V$DATABASE',
  V_$VERSION: 'V$VERSION',
}

export function isDictionaryView(view: string): boolean {
  return Object.hasOwn(views, synonyms[view] ?? view)
}

/** A view of the dictionary, computed for a user. Throws for a name that it does not have. */
export function dictionaryRelation(view: string, facts: DictionaryFacts): Relation {
  const found = views[synonyms[view] ?? view]
  if (found === undefined) throw new Error(`The dictionary has no ${view}`)
  const types = Object.values(found.columns).map(parseOracleType)
  return {
    kind: 'rows',
    columns: Object.keys(found.columns).map((column, index) => ({
      name: column,
      type: types[index] ?? { kind: 'VARCHAR2' },
      isNullable: true,
    })),
    rows: found
      .rows(facts)
      .map((row) => types.map((type, index) => encodeValue(row[index] ?? null, type))),
  }
}
