import { connectionVariable, type Dataset } from '@aaps-data/catalog'
import { limitSource } from './limit-source.ts'
import { createPostgresSource } from './postgres/postgres-source.ts'
import type { Source } from './source.ts'

/**
 * The sources that the datasets name, by connection, within their limits. Nothing is connected yet. `urls` holds a URL for
 * each variable of `connectionVariables`; `guard` may put conditions on what a source is read for.
 */
export function openSources(
  datasets: Iterable<Dataset>,
  {
    urls,
    guard,
    now,
  }: {
    readonly urls: Readonly<Record<string, string>>
    readonly guard: (source: Source, sourceUrl: string) => Source
    readonly now: () => Date
  },
): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>()
  for (const { source } of datasets) {
    const { connection: name, limits } = source
    if (sources.has(name)) continue
    const variable = connectionVariable(name)
    const url = urls[variable]
    if (url === undefined) throw new Error(`${variable} was not read`)
    const limited = limitSource(createPostgresSource({ name, url }), { name, limits, now })
    sources.set(name, guard(limited, url))
  }
  return sources
}
