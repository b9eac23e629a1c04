import { connectionVariable, type Dataset } from '@aaps-data/catalog'
import { createCsvSource } from './csv/csv-source.ts'
import { createExcelSource } from './excel/excel-source.ts'
import { openPlace } from './files/open-place.ts'
import { limitSource } from './limit-source.ts'
import { createPostgresSource } from './postgres/postgres-source.ts'
import type { Source } from './source.ts'

function openSource(
  kind: Dataset['source']['kind'],
  { name, url }: { readonly name: string; readonly url: string },
): Source {
  switch (kind) {
    case 'database':
      return createPostgresSource({ name, url })
    case 'csv':
      return createCsvSource({ name, place: openPlace(url, name) })
    case 'excel':
      return createExcelSource({ name, place: openPlace(url, name) })
  }
}

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
    const { connection: name, kind, limits } = source
    if (sources.has(name)) continue
    const variable = connectionVariable(name)
    const url = urls[variable]
    if (url === undefined) throw new Error(`${variable} was not read`)
    const limited = limitSource(openSource(kind, { name, url }), { name, limits, now })
    sources.set(name, guard(limited, url))
  }
  return sources
}
