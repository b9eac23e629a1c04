/** Numbers that look random and are the same for the same seed, on every machine. */
export interface Random {
  /** From 0 to below 1. */
  fraction(): number
  /** From `least` to `most`, both included. */
  integer(least: number, most: number): number
  chance(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
}

function hash(text: string): number {
  let state = 0x811c9dc5
  for (let position = 0; position < text.length; position += 1) {
    state = Math.imul(state ^ text.charCodeAt(position), 0x01000193)
  }
  return state >>> 0
}

/**
 * A stream of its own for each combination of `seeds`, so that the rows of one table do not depend
 * on how many numbers another one drew. The generator is mulberry32; it keeps no secrets.
 */
export function createRandom(...seeds: readonly (string | number)[]): Random {
  let state = hash(seeds.join('/'))
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (least: number, most: number): number =>
    least + Math.floor(fraction() * (most - least + 1))
  return {
    fraction,
    integer,
    chance: (probability) => fraction() < probability,
    pick: (items) => {
      const item = items[integer(0, items.length - 1)]
      if (item === undefined) throw new RangeError('There is nothing to pick from')
      return item
    },
  }
}
