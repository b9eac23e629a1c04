/** A type of random columns: its values as PostgreSQL writes them, equal ones in one group. */
interface ValueType {
  readonly source: string
  readonly target: string
  readonly groups: readonly (readonly string[])[]
}

const whole = Array.from({ length: 24 }, (_empty, place) => [String(place - 4)])

const valueTypes = {
  integer: { source: 'integer', target: 'integer', groups: whole },
  // Cast on its way into the target.
  widened: { source: 'integer', target: 'bigint', groups: whole },
  text: {
    source: 'text',
    target: 'text',
    groups: [
      ...['', ' ', 'a', 'A', 'á', 'a ', 'ñandú', 'null', '\\N', '\\.', 'tab\there', 'two\nlines'],
      ...['"quoted"', "it's", '(a,b)', '{}', '漢字', '🦙', '0', 'x'.repeat(3000)],
    ].map((text) => [text]),
  },
  numeric: {
    source: 'numeric',
    target: 'numeric',
    groups: [
      ...[['0', '0.0'], ['1', '1.0', '1.00'], ['-1', '-1.0'], ['1.5', '1.50'], ['NaN']],
      ...[['Infinity'], ['-Infinity'], ['99999999999999999999.5'], ['0.0000000001'], ['7']],
      ...[['8'], ['9'], ['10', '10.00'], ['-12.25']],
    ],
  },
  jsonb: {
    source: 'jsonb',
    target: 'jsonb',
    groups: [
      ...[['null'], ['true'], ['""'], ['[]'], ['{}'], ['"null"'], ['1', '1.0'], ['[1, null]']],
      ...[['{"a": 1}', '{"a": 1.0}', '{"a": 1.00}'], ['{"a": {"b": ["ñ", "\\\\N"]}}'], ['"a b"']],
    ],
  },
  timestamptz: {
    source: 'timestamptz',
    target: 'timestamptz',
    groups: [
      ...['infinity', '-infinity', '1970-01-01 00:00:00+00', '2024-02-29 23:59:59.999999+00'],
      ...['0044-03-15 12:00:00+00 BC', '9999-12-31 00:00:00+00', '2026-10-25 01:30:00+00'],
      ...['2026-10-25 00:30:00+00', '2026-03-29 01:00:00+00', '1900-01-01 00:00:00.000001+00'],
    ].map((text) => [text]),
  },
} as const satisfies Readonly<Record<string, ValueType>>

export type ValueTypeName = keyof typeof valueTypes

export const valueTypeNames = Object.keys(valueTypes) as readonly ValueTypeName[]

/** The type's names in the source and in the target. */
export function typesOf(name: ValueTypeName): Pick<ValueType, 'source' | 'target'> {
  return valueTypes[name]
}

/** The value of a type that a number stands for. */
export function valueAt(name: ValueTypeName, number: number): string {
  const values = valueTypes[name].groups.flat()
  return values[number % values.length] ?? ''
}

/** Another value that is equal to this one and is written differently; itself where there is none. */
export function respelled(name: ValueTypeName, value: string): string {
  const group = groupOf(name, value)
  return group[(group.indexOf(value) + 1) % group.length] ?? value
}

/** The same text for values that are equal to each other, as a key or a reference takes them. */
export function keyOf(name: ValueTypeName, value: string): string {
  return groupOf(name, value)[0] ?? value
}

function groupOf(name: ValueTypeName, value: string): readonly string[] {
  const groups: readonly (readonly string[])[] = valueTypes[name].groups
  return groups.find((group) => group.includes(value)) ?? [value]
}
