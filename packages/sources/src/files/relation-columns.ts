import type { SourceTable } from '@aaps-data/catalog'
import type { RelationColumn } from '../source.ts'
import { plainTitle, type TitledColumns } from './titles.ts'

/**
 * The columns of a file as a relation. A file says nothing of types: a mapped column has that of its
 * definition, another one is text.
 */
export function relationColumns(
  { columns, unmapped = [] }: Pick<SourceTable, 'columns' | 'unmapped'>,
  { positions, others }: TitledColumns,
): readonly RelationColumn[] {
  const mapped = columns.filter((_column, place) => positions[place] !== undefined)
  return [
    ...mapped.map(({ source, type }) => columnOf(source, type)),
    ...others.map((title) => columnOf(spelt(title, unmapped), 'text')),
  ]
}

// As the definition spells it, so that it is recognised.
function spelt(title: string, names: readonly string[]): string {
  return names.find((name) => plainTitle(name) === plainTitle(title)) ?? title.trim()
}

function columnOf(name: string, type: string): RelationColumn {
  return { name, type, nativeType: type, isReadable: true }
}
