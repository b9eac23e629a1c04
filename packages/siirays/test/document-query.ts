import { loadCatalog, relationOf, type Dataset } from '@aaps-data/catalog'
import pg from 'pg'
import { datasetsDirectory } from '../src/index.ts'

function registro(): Dataset {
  const dataset = loadCatalog(datasetsDirectory).get('registro')
  if (dataset === undefined) throw new Error('There is no dataset registro')
  return dataset
}

/** The query of `epsa_documento` over the source, its tables renamed and cast as the target's. */
export function documentQuery(): string {
  const { tables } = registro()
  const parts = tables.flatMap((table) => {
    if (table.kind === 'derived') return []
    const columns = table.columns.map(
      ({ name, source, type }) =>
        `${pg.escapeIdentifier(source)}::${type} as ${pg.escapeIdentifier(name)}`,
    )
    const { schema, relation } = relationOf(table)
    return [
      `${table.name} as not materialized (select ${columns.join(', ')} from ${schema}.${relation})`,
    ]
  })
  const derived = tables.find((table) => table.kind === 'derived')
  return `with ${parts.join(', ')} ${derived?.query ?? ''}`
}
