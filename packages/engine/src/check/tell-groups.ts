import type { StagedTable } from '../sql/staged-table.ts'
import { isKeyTold, numberRows, tellRejects } from '../sql/tell-rejects.ts'
import { mostTold, type RejectBook } from './reject-book.ts'

/**
 * Tells the noted rows of some groups of a table one by one, as long as they are in staging and up
 * to the most that are told of a group. Rows that their key does not tell apart get their place.
 */
export async function tellGroups(
  book: RejectBook,
  table: StagedTable,
  numbers: readonly number[],
): Promise<void> {
  for (const number of numbers) {
    const group = book.groups[number]
    if (group === undefined || group.told >= mostTold) continue
    const isPlaced = !isKeyTold(table) || group.rule === 'key' || group.facts.isKey === true
    const { client, dataset } = book
    group.told += await tellRejects(client, {
      dataset,
      table,
      group,
      number,
      isPlaced,
      numbers: isPlaced && table.places === undefined ? await numbersOf(book, table) : undefined,
      limit: mostTold - group.told,
    })
  }
}

async function numbersOf(book: RejectBook, table: StagedTable): Promise<string> {
  const { name } = table.table
  const known = book.numbered.get(name)
  if (known !== undefined) return known
  const relation = `sync_rows_${book.numbered.size}`
  await book.client.query(numberRows(relation, table))
  book.numbered.set(name, relation)
  return relation
}
