import { Type, type Static, type TObject } from '@sinclair/typebox'

/** The name of a file of a source. */
export const FileName = Type.String({
  pattern: '^[^/\\\\\\0]*[^/\\\\\\0*?. ][^/\\\\\\0]*$',
  expected: 'the name of a file, in which `*` stands for anything, and no folder',
})

/** How numbers are written in texts. */
export const numberParts = {
  decimal: Type.Optional(
    Type.Union([Type.Literal('.'), Type.Literal(',')], { expected: "`'.'` or `','`" }),
  ),
  thousands: Type.Optional(
    Type.Union([Type.Literal('.'), Type.Literal(','), Type.Literal(' '), Type.Literal("'")], {
      expected: "`'.'`, `','`, `' '` or `''''`; leave it out where there is none",
    }),
  ),
}
type NumberParts = Static<TObject<typeof numberParts>>

/** How numbers are written in the texts of a file. */
export interface NumberForm {
  readonly decimal: '.' | ','
  readonly thousands: string | undefined
}

export function resolveNumbers({ decimal = '.', thousands }: NumberParts): NumberForm {
  return { decimal, thousands }
}

export function numbersFault({ decimal = '.', thousands }: NumberParts): string | undefined {
  return thousands === decimal ? 'decimal and thousands are the same; choose two' : undefined
}
