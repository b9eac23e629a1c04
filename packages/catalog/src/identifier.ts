const longestIdentifierBytes = 63
const systemColumns = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid'])

/** Why PostgreSQL would not take this name as it stands, or nothing. */
export function identifierFault(name: string): string | undefined {
  const bytes = Buffer.byteLength(name)
  if (bytes === 0) return 'the name is empty; write one'
  if (name.includes('\0')) return 'the name holds a NUL character; remove it'
  return bytes > longestIdentifierBytes
    ? `the name has ${bytes} bytes, PostgreSQL cuts it at ${longestIdentifierBytes}; shorten it`
    : undefined
}

/** The same for the name of a column, which must not be one of PostgreSQL's own either. */
export function columnNameFault(name: string): string | undefined {
  return systemColumns.has(name) || /^sync:/.test(name)
    ? 'the name is not free; choose another one and give the old one as `source`'
    : identifierFault(name)
}
