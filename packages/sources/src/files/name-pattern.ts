/** Whether the name of a file fits a pattern in which `*` stands for anything. Capitals count. */
export function fitsPattern(name: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.normalize('NFC').split('*')
  const text = name.normalize('NFC')
  if (rest.length === 0) return text === first
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const part of rest.slice(0, -1)) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  const last = rest.at(-1) ?? ''
  return text.length - last.length >= at && text.endsWith(last)
}

// Programs leave these beside a file that is open, and browsers while one is being fetched.
const unfinished = /^(\.|~\$)|(~|\.(tmp|part|partial|crdownload|download|swp))$/i

/** Whether a file of this name is one that a program has not finished, or keeps for itself. */
export function isUnfinished(name: string): boolean {
  return unfinished.test(name)
}
