import { Type, type TSchema, type TUnion, type TNull } from '@sinclair/typebox'

/** A value that may be null instead. */
export function Nullable<Schema extends TSchema>(schema: Schema): TUnion<[Schema, TNull]> {
  return Type.Union([schema, Type.Null()])
}
