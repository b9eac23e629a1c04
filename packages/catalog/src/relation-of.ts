import type { Relation, SourceTable } from './dataset.ts'

/** The relation that a table is read from; a defect where its rows are in a file. */
export function relationOf({ name, source }: SourceTable): Relation {
  if (!('relation' in source)) throw new Error(`Table ${name} is read from a file`)
  return source
}
