import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './fault.ts'
import { partOf } from './readable-table.ts'

interface Queries {
  /** By the name that the definition gives: without the last semicolon. */
  readonly queries: ReadonlyMap<string, string>
  readonly findings: readonly Finding[]
}

function readQuery(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/[\s;]+$/, '')
  } catch {
    return undefined
  }
}

/** Reads the files that the derived tables of a definition name, relative to `directory`. */
export function readQueries(definition: unknown, directory: string): Queries {
  const derived = partOf(definition, 'derived')
  const queries = new Map<string, string>()
  const findings: Finding[] = []
  for (const table of Object.keys(derived)) {
    const { query } = partOf(derived, table)
    if (typeof query !== 'string') continue
    const path = ['derived', table, 'query']
    const text = readQuery(join(directory, query))
    if (text === undefined) {
      findings.push({
        path,
        reason: `the file ${query} cannot be read; put it beside the definition`,
      })
    } else if (text === '') {
      findings.push({ path, reason: `the file ${query} is empty; write one \`select\` into it` })
    } else {
      queries.set(query, text)
    }
  }
  return { queries, findings }
}
