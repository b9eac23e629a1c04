import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import {
  ColumnDefinition,
  IncrementalDefinition,
  KeyDefinition,
  ReferenceDefinition,
} from './dataset-definition.ts'

/**
 * A table of a definition as far as its form is right. What has a wrong form is undefined or left
 * out, so that it does not hide what else is wrong.
 */
export interface ReadableTable {
  readonly columns: ReadonlyMap<string, ColumnDefinition | undefined>
  readonly key: KeyDefinition | undefined
  readonly incremental: IncrementalDefinition | undefined
  readonly unmapped: readonly string[]
  /** By position. */
  readonly references: readonly (readonly [number, ReferenceDefinition])[]
}

export type Part = Readonly<Record<string, unknown>>

/** A map of a definition; empty where something else stands. */
export function partOf(value: unknown, name: string): Part {
  const owner = typeof value === 'object' && value !== null ? (value as Part) : {}
  const part = owner[name]
  return typeof part === 'object' && part !== null && !Array.isArray(part) ? (part as Part) : {}
}

function readableReferences(written: unknown): ReadableTable['references'] {
  return (Array.isArray(written) ? [...written.entries()] : []).filter(
    (entry): entry is [number, ReferenceDefinition] => Value.Check(ReferenceDefinition, entry[1]),
  )
}

function readTable(section: Part, name: string): ReadableTable {
  const { key, references, incremental, unmapped } = partOf(section, name)
  const columns = Object.entries(partOf(section[name], 'columns'))
  return {
    columns: new Map(
      columns.map(([column, written]) => [
        column,
        Value.Check(ColumnDefinition, written) ? written : undefined,
      ]),
    ),
    key: Value.Check(KeyDefinition, key) ? key : undefined,
    incremental: Value.Check(IncrementalDefinition, incremental) ? incremental : undefined,
    unmapped: Value.Check(Type.Array(Type.String()), unmapped) ? unmapped : [],
    references: readableReferences(references),
  }
}

/** The tables of a section, `tables` or `derived`, by name. */
export function readTables(section: Part): ReadonlyMap<string, ReadableTable> {
  return new Map(Object.keys(section).map((name) => [name, readTable(section, name)]))
}
