import { fixedLists, type FixedList } from './fixed-lists.ts'
import type { Random } from './random.ts'

/** The number of a row of a list, or null with a given probability. */
export function pickReference(
  random: Random,
  list: FixedList,
  absentProbability = 0.05,
): number | null {
  return random.chance(absentProbability) ? null : random.integer(1, fixedLists[list].length)
}

/** A whole number, or null where nobody filled the field in. */
export function countOrNull(random: Random, most: number, absentProbability = 0.1): number | null {
  return random.chance(absentProbability) ? null : random.integer(0, most)
}
