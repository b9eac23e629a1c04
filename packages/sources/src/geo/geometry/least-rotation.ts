/** The rotation of a list that comes first in order, found in one pass over it (Booth, Shiloach). */
export function leastRotation<Item>(
  items: readonly Item[],
  compare: (left: Item, right: Item) => number,
): readonly Item[] {
  const count = items.length
  const at = (place: number) => items[place % count] as Item
  let best = 0
  let rival = 1
  let matched = 0
  while (best < count && rival < count && matched < count) {
    const order = compare(at(best + matched), at(rival + matched))
    if (order === 0) {
      matched += 1
      continue
    }
    if (order > 0) best += matched + 1
    else rival += matched + 1
    if (best === rival) rival += 1
    matched = 0
  }
  const start = Math.min(best, rival)
  return [...items.slice(start), ...items.slice(0, start)]
}
