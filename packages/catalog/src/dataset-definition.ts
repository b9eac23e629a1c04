import { Type, type Static } from '@sinclair/typebox'

const strict = { additionalProperties: false }

function text(expected: string): ReturnType<typeof Type.String> {
  return Type.String({ minLength: 1, pattern: '\\S', expected })
}

function names(expected: string): ReturnType<typeof Type.Array<ReturnType<typeof text>>> {
  return Type.Array(text(expected), { minItems: 1, uniqueItems: true, expected })
}

function count(expected: string, maximum: number): ReturnType<typeof Type.Integer> {
  return Type.Integer({ minimum: 1, maximum, expected })
}

const dayInSeconds = 86_400
const yearInMinutes = 525_600

export const ColumnDefinition = Type.Union(
  [
    text('a type'),
    Type.Object(
      {
        source: Type.Optional(text('a column of the source')),
        type: text('a type'),
        masked: Type.Optional(Type.Boolean({ expected: '`true` or `false`' })),
      },
      strict,
    ),
  ],
  { expected: 'a type such as `integer not null`, or `{ source: …, type: … }`' },
)
export type ColumnDefinition = Static<typeof ColumnDefinition>

export const ReferenceDefinition = Type.Object(
  {
    columns: names('a list of columns such as `[id_epsa]`'),
    table: text('the name of a table of this dataset'),
    foreignColumns: Type.Optional(names('a list of columns such as `[id_epsa]`')),
  },
  strict,
)
export type ReferenceDefinition = Static<typeof ReferenceDefinition>

export const KeyDefinition = Type.Union([names('a list of columns'), Type.Literal('none')], {
  expected: 'a list of columns such as `[id_epsa]`, or `none` for a table whose rows may repeat',
})
export type KeyDefinition = Static<typeof KeyDefinition>

const Share = Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Literal('off')], {
  expected: 'a share from 0 to 1, or `off`',
})
const Rows = Type.Union([Type.Integer({ minimum: 0 }), Type.Literal('off')], {
  expected: 'a whole number of rows, or `off`',
})
const HoldOrAllow = Type.Union([Type.Literal('hold'), Type.Literal('allow')], {
  expected: '`hold` or `allow`',
})

export const GuardsDefinition = Type.Object(
  {
    maxDeletedShare: Type.Optional(Share),
    maxDeletedRows: Type.Optional(Rows),
    maxUpdatedShare: Type.Optional(Share),
    maxUpdatedRows: Type.Optional(Rows),
    maxCountChange: Type.Optional(Share),
    emptySource: Type.Optional(HoldOrAllow),
    emptyColumn: Type.Optional(HoldOrAllow),
  },
  { ...strict, expected: 'a map of guards such as `maxDeletedShare: 0.3`' },
)
export type GuardsDefinition = Static<typeof GuardsDefinition>

const tableParts = {
  columns: Type.Record(Type.String(), ColumnDefinition, {
    minProperties: 1,
    expected: 'a map of columns such as `id_epsa: integer not null`, with at least one',
  }),
  key: KeyDefinition,
  references: Type.Optional(
    Type.Array(ReferenceDefinition, { expected: 'a list of `{ columns: […], table: … }`' }),
  ),
  guards: Type.Optional(GuardsDefinition),
}

export const SourceTableDefinition = Type.Object(
  {
    from: Type.Optional(text('a relation of the source, with its schema or without')),
    ...tableParts,
  },
  { ...strict, expected: 'a table: `columns`, `key` and, where there are any, `references`' },
)
export type SourceTableDefinition = Static<typeof SourceTableDefinition>

export const DerivedTableDefinition = Type.Object(
  { query: text('the name of a file with one `select`'), ...tableParts },
  { ...strict, expected: 'a derived table: `query`, `columns` and `key`' },
)
export type DerivedTableDefinition = Static<typeof DerivedTableDefinition>

export const ScheduleDefinition = Type.Object(
  {
    cron: text('a cron pattern such as `*/15 * * * *`'),
    timeZone: text('a zone such as `America/La_Paz`'),
  },
  { ...strict, expected: '`{ cron: …, timeZone: … }`' },
)

export const RetryDefinition = Type.Object(
  {
    maxAttempts: Type.Optional(count('a whole number from 1 to 100', 100)),
    firstDelaySeconds: Type.Optional(count('whole seconds, from 1 to a day', dayInSeconds)),
    longestDelaySeconds: Type.Optional(count('whole seconds, from 1 to a day', dayInSeconds)),
  },
  { ...strict, expected: 'a map of `maxAttempts`, `firstDelaySeconds`, `longestDelaySeconds`' },
)

export const ChangesDefinition = Type.Object(
  {
    keepRows: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 10_000_000, expected: 'a whole number of rows' }),
    ),
    keepDays: Type.Optional(count('whole days, from 1 to ten years', 3_650)),
  },
  { ...strict, expected: '`{ keepRows: …, keepDays: … }`' },
)

/** A definition file as it is written. What may be left out is filled in by `resolveDataset`. */
export const DatasetDefinition = Type.Object(
  {
    dataset: Type.String({
      pattern: '^[a-z][a-z0-9_-]{0,62}$',
      expected: 'a name of small letters, digits, `_` and `-`, a letter first, at most 63 long',
    }),
    title: Type.Object(
      { es: text('a title in Spanish'), en: text('a title in English') },
      { ...strict, expected: '`{ es: …, en: … }`' },
    ),
    department: text('the department that answers for the data'),
    source: Type.Object(
      {
        kind: Type.Literal('postgres', { expected: '`postgres`' }),
        connection: Type.String({
          pattern: '^[a-z][a-z0-9_]*$',
          expected: 'a name of small letters, digits and `_`, a letter first',
        }),
        schema: Type.Optional(text('a schema of the source')),
      },
      { ...strict, expected: '`{ kind: postgres, connection: …, schema: … }`' },
    ),
    target: Type.Object(
      { schema: text('a schema of the target') },
      { ...strict, expected: '`{ schema: … }`' },
    ),
    schedule: Type.Optional(ScheduleDefinition),
    freshnessLimitMinutes: count('whole minutes, from 1 to a year', yearInMinutes),
    retry: Type.Optional(RetryDefinition),
    lockTimeoutSeconds: Type.Optional(count('whole seconds, from 1 to a day', dayInSeconds)),
    guards: Type.Optional(GuardsDefinition),
    changes: Type.Optional(ChangesDefinition),
    tables: Type.Record(Type.String(), SourceTableDefinition, {
      minProperties: 1,
      expected: 'a map of tables with at least one',
    }),
    derived: Type.Optional(
      Type.Record(Type.String(), DerivedTableDefinition, {
        minProperties: 1,
        expected: 'a map of derived tables with at least one, or leave `derived` out',
      }),
    ),
  },
  { ...strict, expected: 'a dataset' },
)
export type DatasetDefinition = Static<typeof DatasetDefinition>
