import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalog } from './dataset.ts'
import { loadCatalog } from './load-catalog.ts'

const defaultLookEveryMs = 2_000

/** A catalog that follows its files. */
export interface KeptCatalog {
  /** The catalog in force. */
  current(): Catalog
  /** Looks no more; what is in force stays. Safe to repeat. */
  stop(): void
}

/**
 * Reads the catalog of a directory and keeps it as its files are: when they have changed, and then
 * rested from one look to the next, they are read again. A catalog that is invalid, or that `accept`
 * throws at, is told to `onFault`, once, and the one in force stays. Throws `CATALOG_INVALID`, or what
 * `accept` throws, when there is none to begin with.
 */
export function keepCatalog(
  directory: string,
  {
    lookEveryMs = defaultLookEveryMs,
    accept = () => undefined,
    onChange = () => undefined,
    onFault,
  }: {
    readonly lookEveryMs?: number
    readonly accept?: (catalog: Catalog) => void
    readonly onChange?: (catalog: Catalog) => void
    readonly onFault: (error: unknown) => void
  },
): KeptCatalog {
  let read = stateOf(directory)
  let seen = read
  let current = loadCatalog(directory)
  accept(current)

  const timer = setInterval(() => {
    const before = seen
    seen = stateOf(directory)
    if (seen === read || seen !== before) return
    read = seen
    try {
      const catalog = loadCatalog(directory)
      accept(catalog)
      current = catalog
    } catch (error) {
      onFault(error)
      return
    }
    onChange(current)
  }, lookEveryMs)
  timer.unref()

  return {
    current: () => current,
    stop: () => {
      clearInterval(timer)
    },
  }
}

/** What tells one state of the files from another: their names, sizes and times, or that they cannot be read. */
function stateOf(directory: string): string {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => {
        const { size, mtimeMs } = statSync(join(directory, name))
        return `${name} ${size} ${mtimeMs}`
      })
      .join('\n')
  } catch (error) {
    return String(error)
  }
}
