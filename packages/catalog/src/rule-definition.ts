import { Type, type Static, type TSchema } from '@sinclair/typebox'

const strict = { additionalProperties: false }

const Then = Type.Union([Type.Literal('reject'), Type.Literal('warn'), Type.Literal('fail')], {
  expected: '`reject`, `warn` or `fail`',
})

// A value that the type cannot hold cannot come in, with a warning or without.
const ThenKeepOut = Type.Union([Type.Literal('reject'), Type.Literal('fail')], {
  expected: '`reject` or `fail`',
})

const Bound = Type.Union([Type.Number(), Type.String({ minLength: 1 })], {
  expected: 'a number, or a date or time as text',
})

const Length = Type.Integer({
  minimum: 0,
  maximum: 1_000_000_000,
  expected: 'a whole number of characters',
})

function name(expected: string): ReturnType<typeof Type.String> {
  return Type.String({ minLength: 1, pattern: '\\S', expected })
}

function withThen<T extends Record<string, TSchema>>(parts: T, expected: string) {
  return Type.Optional(
    Type.Object({ ...parts, then: Type.Optional(Then) }, { ...strict, expected }),
  )
}

/** What the values of a column must be, and what becomes of a row whose value is not. */
export const RulesDefinition = Type.Object(
  {
    required: Type.Optional(Then),
    type: Type.Optional(ThenKeepOut),
    length: withThen(
      { min: Type.Optional(Length), max: Type.Optional(Length) },
      '`{ min: …, max: … }`',
    ),
    range: withThen(
      { min: Type.Optional(Bound), max: Type.Optional(Bound) },
      '`{ min: …, max: … }`',
    ),
    oneOf: withThen(
      {
        values: Type.Array(Type.Union([Type.String(), Type.Number()], { expected: 'a value' }), {
          minItems: 1,
          uniqueItems: true,
          expected: 'a list of values such as `[A, B]`',
        }),
      },
      '`{ values: […] }`',
    ),
    pattern: withThen(
      { matches: name("a regular expression such as `'^[0-9]+$'`") },
      "`{ matches: '…' }`",
    ),
    unique: Type.Optional(Then),
    reference: withThen(
      {
        table: name('the name of a table of this dataset'),
        column: Type.Optional(name('a column of that table')),
      },
      '`{ table: …, column: … }`',
    ),
  },
  { ...strict, expected: 'a map of rules such as `required: reject`' },
)
export type RulesDefinition = Static<typeof RulesDefinition>

/** What is done to a column's texts before anything else sees them. */
export const cleaningParts = {
  trim: Type.Optional(Type.Boolean({ expected: '`true` or `false`' })),
  blankAsNull: Type.Optional(Type.Boolean({ expected: '`true` or `false`' })),
  nullTexts: Type.Optional(
    Type.Array(Type.String(), {
      minItems: 1,
      uniqueItems: true,
      expected: "a list of texts such as `['S/D']`",
    }),
  ),
}
