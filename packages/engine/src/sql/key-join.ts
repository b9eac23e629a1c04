import { quoteIdentifier } from './quote-identifier.ts'

/** Joins staging `s` and target `t` on their key. */
export function keyJoin(key: readonly string[]): string {
  return key.map((name) => `t.${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`).join(' and ')
}
