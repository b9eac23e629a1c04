import { Type, type Static } from '@sinclair/typebox'
import { columnReadingParts } from './column-reading.ts'
import { cleaningParts, RulesDefinition } from './rule-definition.ts'

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
const weekInMinutes = 10_080
const yearInMinutes = 525_600

export const ColumnDefinition = Type.Union(
  [
    text('a type'),
    Type.Object(
      {
        source: Type.Optional(text('a column of the source')),
        type: text('a type'),
        sourceType: Type.Optional(text('a type of the source')),
        masked: Type.Optional(Type.Boolean({ expected: '`true` or `false`' })),
        ...cleaningParts,
        ...columnReadingParts,
        rules: Type.Optional(RulesDefinition),
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

const MaxRejects = Type.Integer({
  minimum: 0,
  maximum: 1_000_000_000,
  expected: 'a whole number of rows',
})

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
  maxRejects: Type.Optional(MaxRejects),
}

export const IncrementalDefinition = Type.Object(
  {
    cursor: text('a column such as `fecha_actualizacion`'),
    overlapMinutes: Type.Optional(
      Type.Integer({ minimum: 0, maximum: yearInMinutes, expected: 'whole minutes' }),
    ),
    overlapCount: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000_000_000, expected: 'a whole number' }),
    ),
    timeZone: Type.Optional(text('a zone such as `America/La_Paz`')),
  },
  { ...strict, expected: '`{ cursor: …, overlapMinutes: … }`' },
)
export type IncrementalDefinition = Static<typeof IncrementalDefinition>

export const SourceTableDefinition = Type.Object(
  {
    // Of what a part of a file consists, its kind says.
    from: Type.Optional(
      Type.Union(
        [
          text('a relation of the source, with its schema or without'),
          Type.Record(Type.String(), Type.Unknown()),
        ],
        { expected: "a relation of the source, or of files `{ file: 'fuentes*.csv' }`" },
      ),
    ),
    unmapped: Type.Optional(names('a list of columns of the source such as `[usuario]`')),
    incremental: Type.Optional(IncrementalDefinition),
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

const cronParts = {
  cron: text('a cron pattern such as `*/15 * * * *`'),
  timeZone: text('a zone such as `America/La_Paz`'),
}

export const CronDefinition = Type.Object(cronParts, {
  ...strict,
  expected: '`{ cron: …, timeZone: … }`',
})

export const ScheduleDefinition = Type.Object(
  {
    cron: Type.Optional(cronParts.cron),
    timeZone: Type.Optional(cronParts.timeZone),
    everyMinutes: Type.Optional(count('whole minutes, from 1 to a year', yearInMinutes)),
    catchUp: Type.Optional(
      Type.Union([Type.Literal('latest'), Type.Literal('all'), Type.Literal('none')], {
        expected: '`latest`, `all` or `none`',
      }),
    ),
    maxLatenessMinutes: Type.Optional(count('whole minutes, from 1 to a year', yearInMinutes)),
    overlap: Type.Optional(
      Type.Union([Type.Literal('queue'), Type.Literal('skip')], { expected: '`queue` or `skip`' }),
    ),
  },
  { ...strict, expected: '`{ cron: …, timeZone: … }` or `{ everyMinutes: … }`' },
)
export type ScheduleDefinition = Static<typeof ScheduleDefinition>

const retryParts = {
  maxAttempts: Type.Optional(count('a whole number from 1 to 100', 100)),
  firstDelaySeconds: Type.Optional(count('whole seconds, from 1 to a day', dayInSeconds)),
  longestDelaySeconds: Type.Optional(count('whole seconds, from 1 to a day', dayInSeconds)),
}

export const RetryDefinition = Type.Object(
  {
    ...retryParts,
    deadlineMinutes: Type.Optional(count('whole minutes, from 1 to a year', yearInMinutes)),
    byCode: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object(retryParts, {
          ...strict,
          expected: 'a map of `maxAttempts`, `firstDelaySeconds`, `longestDelaySeconds`',
        }),
        { expected: 'a map of error codes such as `SOURCE_UNREACHABLE: { maxAttempts: 2 }`' },
      ),
    ),
  },
  { ...strict, expected: 'a map of `maxAttempts`, `firstDelaySeconds`, `longestDelaySeconds`' },
)
export type RetryDefinition = Static<typeof RetryDefinition>

export const TimeLimitDefinition = Type.Object(
  {
    softMinutes: Type.Optional(count('whole minutes, from 1 to a week', weekInMinutes)),
    hardMinutes: Type.Optional(count('whole minutes, from 1 to a week', weekInMinutes)),
  },
  { ...strict, expected: '`{ softMinutes: …, hardMinutes: … }`' },
)
export type TimeLimitDefinition = Static<typeof TimeLimitDefinition>

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
        kind: Type.Union([Type.Literal('database'), Type.Literal('csv'), Type.Literal('excel')], {
          expected: '`database`, `csv` or `excel`',
        }),
        connection: Type.String({
          pattern: '^[a-z][a-z0-9_]*$',
          expected: 'a name of small letters, digits and `_`, a letter first',
        }),
        schema: Type.Optional(text('a schema of the source')),
      },
      { ...strict, expected: '`{ kind: database, connection: …, schema: … }`' },
    ),
    target: Type.Object(
      { schema: text('a schema of the target') },
      { ...strict, expected: '`{ schema: … }`' },
    ),
    schedule: Type.Optional(ScheduleDefinition),
    freshnessLimitMinutes: count('whole minutes, from 1 to a year', yearInMinutes),
    retry: Type.Optional(RetryDefinition),
    timeLimit: Type.Optional(TimeLimitDefinition),
    lockTimeoutSeconds: Type.Optional(count('whole seconds, from 1 to a day', dayInSeconds)),
    fullReconcile: Type.Optional(CronDefinition),
    fingerprint: Type.Optional(Type.Boolean({ expected: '`true` or `false`' })),
    proof: Type.Optional(
      Type.Union([Type.Literal('reconcile'), Type.Literal('always')], {
        expected: '`reconcile` or `always`',
      }),
    ),
    drift: Type.Optional(
      Type.Union([Type.Literal('fail'), Type.Literal('add'), Type.Literal('ignore')], {
        expected: '`fail`, `add` or `ignore`',
      }),
    ),
    targetEdits: Type.Optional(
      Type.Union([Type.Literal('restore'), Type.Literal('hold')], {
        expected: '`restore` or `hold`',
      }),
    ),
    guards: Type.Optional(GuardsDefinition),
    maxRejects: Type.Optional(MaxRejects),
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
