/**
 * Says where a look at the outbox begins. Deleted rows stay in its index until a vacuum, and looks
 * that begin at the first of them take the longer the busier the outbox is. So only one look in
 * `everyMs` begins there; the others begin at what the look before the last such one had seen. A
 * row that is committed after rows with higher ids is found by the next look from the beginning.
 */
export interface LookBack {
  /** The lowest id that the next look asks for. */
  from(nowMs: number): string
  /** What the look that began at that moment found; `isComplete`: that was all that was due. */
  looked(
    nowMs: number,
    found: { readonly ids: readonly string[]; readonly isComplete: boolean },
  ): void
}

export function createLookBack(everyMs: number): LookBack {
  let beganAtMs = -Infinity
  let highest = 0n
  let seenByLast = 0n
  let seenBefore = 0n
  const isDue = (nowMs: number): boolean => nowMs - beganAtMs >= everyMs
  return {
    from: (nowMs) => (isDue(nowMs) ? 0n : seenBefore).toString(),
    looked(nowMs, { ids, isComplete }) {
      for (const id of ids) if (BigInt(id) > highest) highest = BigInt(id)
      if (!isDue(nowMs)) return
      beganAtMs = nowMs
      if (!isComplete) return
      seenBefore = seenByLast
      seenByLast = highest
    },
  }
}
