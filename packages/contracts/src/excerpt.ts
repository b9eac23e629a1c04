/**
 * The part of a text that tells it from another, at most `shown` characters long, with `…` where
 * something was left out: from the beginning, or, where both begin alike for longer than half of
 * that, from shortly before they differ.
 */
export function excerpt(text: string, other: string | null | undefined, shown: number): string {
  if (text.length <= shown) return text
  const alike = other === null || other === undefined ? 0 : lengthAlike(text, other)
  const half = Math.floor(shown / 2)
  const from = alike > half ? Math.min(alike - Math.floor(half / 2), text.length - shown) : 0
  const isCutAtEnd = from + shown < text.length
  return `${from > 0 ? '…' : ''}${text.slice(from, from + shown)}${isCutAtEnd ? '…' : ''}`
}

function lengthAlike(text: string, other: string): number {
  const most = Math.min(text.length, other.length)
  let at = 0
  while (at < most && text[at] === other[at]) at += 1
  return at
}
