import type { DigestRow } from './sql/row-lines.ts'

/**
 * Joins the two sums of a table's row hashes into its digest, 32 hexadecimal digits. Rows count as
 * often as they occur: sums, unlike XOR, do not cancel out equal rows.
 */
export function digestOf({ first_sum, second_sum }: DigestRow): string {
  return hexOf(first_sum) + hexOf(second_sum)
}

function hexOf(sum: string): string {
  return BigInt.asUintN(64, BigInt(sum)).toString(16).padStart(16, '0')
}
