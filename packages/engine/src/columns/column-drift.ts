import type { Column, SourceTable } from '@aaps-data/catalog'
import type { RelationColumn } from '@aaps-data/sources'
import { crossesZone, isUnlimited, relateTypes, type TypeRelation } from './type-relation.ts'

/** A column of the source that is not as the definition says. */
export type ColumnDrift =
  | { readonly kind: 'missing'; readonly column: Column }
  | { readonly kind: 'new'; readonly found: RelationColumn }
  | {
      readonly kind: 'type'
      readonly column: Column
      /** As the target's server writes it. */
      readonly expected: string
      readonly found: RelationColumn
      readonly relation: Exclude<TypeRelation, 'same'>
      /** Times would get a zone or lose it on their way, whatever the definition says of the source. */
      readonly crossesZone: boolean
    }

/**
 * Compares the columns of a source's relation with what a table's definition says of them. A type
 * of text or numbers without a limit takes whatever the source has of its kind, unless the
 * definition names the type that the source is to have; none takes times with a zone for such
 * without. What our login may not read is not there for it. `canonical` writes a definition's types as the target's server does. Pure.
 */
export function findDrift(
  { columns, unmapped = [] }: SourceTable,
  relation: readonly RelationColumn[],
  canonical: ReadonlyMap<string, string | undefined>,
): readonly ColumnDrift[] {
  const found = new Map(relation.map((column) => [column.name, column]))
  const known = new Set([...columns.map(({ source }) => source), ...unmapped])
  return [
    ...columns.flatMap((column) => {
      const inSource = found.get(column.source)
      if (inSource === undefined) return [{ kind: 'missing', column } as const]
      return typeDrift(column, inSource, canonical)
    }),
    ...relation
      .filter(({ name, isReadable }) => isReadable && !known.has(name))
      .map((column) => ({ kind: 'new', found: column }) as const),
  ]
}

function typeDrift(
  column: Column,
  found: RelationColumn,
  canonical: ReadonlyMap<string, string | undefined>,
): readonly ColumnDrift[] {
  const written = column.sourceType ?? column.type
  const expected = canonical.get(written) ?? written
  const carried = canonical.get(column.type) ?? column.type
  const type = found.type ?? found.nativeType
  if (crossesZone(carried, type)) {
    const relation = 'other'
    return [{ kind: 'type', column, expected: carried, found, relation, crossesZone: true }]
  }
  if ([written, expected].includes(found.nativeType)) return []
  const relation = relateTypes(expected, type)
  if (relation === 'same') return []
  const takesAll = column.sourceType === undefined && isUnlimited(expected)
  if (takesAll && relation === 'narrower') return []
  return [{ kind: 'type', column, expected, found, relation, crossesZone: false }]
}
