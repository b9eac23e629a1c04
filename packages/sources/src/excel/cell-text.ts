/**
 * A text as a cell has it: characters that XML cannot hold are written `_x000D_`, and what looks like
 * that and is not has its underscore written so. ECMA-376 part 1, 22.9.2.19
 */
export function cellText(written: string): string {
  if (!written.includes('_x')) return written
  return written.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )
}
