import type { Random } from './random.ts'

/** `count` different whole numbers from 0 to below `bound`, in order. `count` is at most `bound`. */
export function pickDistinct(random: Random, count: number, bound: number): readonly number[] {
  const picked = new Set<number>()
  // Floyd's way: each number costs one draw, however close the count comes to the bound.
  for (let top = bound - count; top < bound; top += 1) {
    const candidate = random.integer(0, top)
    picked.add(picked.has(candidate) ? top : candidate)
  }
  return [...picked].sort((left, right) => left - right)
}
