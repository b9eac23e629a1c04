import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import { DerivedTableDefinition } from './dataset-definition.ts'
import type { Finding } from './fault.ts'

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
  const written = (definition as { readonly derived?: unknown } | null | undefined)?.derived
  const tables = Object.entries(written ?? {}).filter(
    (entry): entry is [string, DerivedTableDefinition] =>
      Value.Check(DerivedTableDefinition, entry[1]),
  )
  const queries = new Map<string, string>()
  const findings: Finding[] = []
  for (const [table, { query }] of tables) {
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
