/** The digest of no rows. */
export const emptyDigest = '0'.repeat(32)

/**
 * The digest of a table when rows are put into it and others taken out, from their own digests.
 * Digests are two sums of 64 bits, so nothing has to be read again.
 */
export function shiftDigest(
  digest: string,
  { added, removed }: { readonly added: string; readonly removed: string },
): string {
  return [0, 16]
    .map((at) => halfOf(digest, at) + halfOf(added, at) - halfOf(removed, at))
    .map((sum) => BigInt.asUintN(64, sum).toString(16).padStart(16, '0'))
    .join('')
}

function halfOf(digest: string, at: number): bigint {
  return BigInt(`0x${digest.slice(at, at + 16)}`)
}
