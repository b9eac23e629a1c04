interface Referencing {
  readonly name: string
  readonly references: readonly { readonly table: string }[]
}

/**
 * Orders tables so that each comes after the tables it references; tables that do not depend on
 * each other keep their given order. Where references go round in a circle, the circle is entered
 * at its first table: deferred constraints carry it. References to tables outside are ignored.
 */
export function orderByReferences<T extends Referencing>(tables: readonly T[]): readonly T[] {
  const byName = new Map(tables.map((table) => [table.name, table]))
  const visited = new Set<string>()
  const ordered: T[] = []
  const visit = (table: T): void => {
    if (visited.has(table.name)) return
    visited.add(table.name)
    for (const reference of table.references) {
      const parent = byName.get(reference.table)
      if (parent !== undefined) visit(parent)
    }
    ordered.push(table)
  }
  for (const table of tables) visit(table)
  return ordered
}
