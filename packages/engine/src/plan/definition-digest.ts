import type { Dataset } from '@aaps-data/catalog'
import { createHash } from 'node:crypto'

/**
 * Digests what decides the target's rows in a definition: source, tables, columns, keys, queries.
 * Titles, schedules, guards, tolerances and what is left out may change without a difference.
 */
export function digestDefinition({ source, target, tables }: Dataset): string {
  const decisive = tables.map((table) => ({
    ...table,
    guards: undefined,
    maxRejects: undefined,
    unmapped: undefined,
  }))
  return createHash('sha256')
    .update(JSON.stringify([[source.kind, source.connection], target, decisive]))
    .digest('hex')
}
