import {
  Type,
  type Static,
  type TLiteral,
  type TObject,
  type TOptional,
  type TSchema,
  type TString,
} from '@sinclair/typebox'

/** Dataset names appear in routing keys and staging names, so they carry no dot and no capitals. */
export const DatasetName = Type.String({
  pattern: '^[a-z][a-z0-9_-]{0,62}$',
  description: 'Name of a dataset, such as `registro`',
})
export type DatasetName = Static<typeof DatasetName>

export const Uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })

/** An instant as ISO 8601 in UTC with milliseconds, as `Date.toISOString` writes it. */
export const Instant = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)$',
})

/**
 * The envelope of every message: CloudEvents 1.0 in structured mode (the JSON event is the body).
 * `data` is strict for requests and commands, so a misspelt field is refused instead of ignored.
 */
export function cloudEvent<Name extends string, Data extends TSchema>(
  type: Name,
  data: Data,
): TObject<{
  specversion: TLiteral<'1.0'>
  id: TString
  source: TString
  type: TLiteral<Name>
  time: TOptional<TString>
  data: Data
}> {
  return Type.Object(
    {
      specversion: Type.Literal('1.0'),
      id: Type.String({ minLength: 1, maxLength: 200 }),
      source: Type.String({ minLength: 1, maxLength: 200 }),
      type: Type.Literal(type),
      time: Type.Optional(Instant),
      data,
    },
    // Other CloudEvents attributes (subject, traceparent …) are allowed and ignored.
    { additionalProperties: true },
  )
}
