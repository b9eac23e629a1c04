/** The place of a value in a definition: keys of maps and positions in lists, from the top. */
export type Path = readonly (string | number)[]

/** What is wrong at a place, and what to do about it. */
export interface Finding {
  readonly path: Path
  readonly reason: string
}

/** A finding as people look it up. `path` reads like `tables.epsa.key[0]`; lines count from 1. */
export interface CatalogFault {
  readonly file: string
  readonly line: number
  readonly path: string
  readonly reason: string
}

/** A path as text; the top of a file is the empty text. */
export function pathText(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
}
