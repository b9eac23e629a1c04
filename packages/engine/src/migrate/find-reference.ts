import type { Reference } from '@aaps-data/catalog'
import type { ActualReference, ActualTable } from '../sql/describe-target-tables.ts'

/** The reference of a table of the target that a definition means, if it has it. Pure. */
export function findReference(
  actual: ActualTable | undefined,
  { table, columns }: Reference,
): ActualReference | undefined {
  return actual?.references.find(
    (each) =>
      each.table === table &&
      each.columns.length === columns.length &&
      each.columns.every((name, place) => columns[place] === name),
  )
}
