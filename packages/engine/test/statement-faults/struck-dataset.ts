import type { Dataset, DerivedTable } from '@aaps-data/catalog'
import { aDataset, aTable, noGuards } from '../sync-world.ts'

const summary = `select epsa, count(*)::integer as works from works group by epsa`

/**
 * A dataset that makes the engine do all it does: a table with more rows than are analysed, a cast,
 * a child, a table without a key, a derived table.
 */
export function struckDataset(): Dataset {
  const epsas = aTable('epsas', ['id integer', 'name text', 'size bigint'], { key: ['id'] })
  const works = aTable('works', ['id integer', 'epsa integer not null', 'note text'], {
    key: ['id'],
    references: ['epsa -> epsas.id'],
  })
  const readings = aTable('readings', ['epsa integer', 'value numeric'])
  const derived: DerivedTable = {
    ...{ kind: 'derived', name: 'summary', query: summary, key: ['epsa'], references: [] },
    columns: aTable('summary', ['epsa integer not null', 'works integer']).columns,
    guards: noGuards,
  }
  return aDataset('struck', [works, epsas, readings, derived])
}

export const createStruckSource = `
  create table epsas (id integer, name text, size integer);
  create table works (id integer, epsa integer, note text);
  create table readings (epsa integer, value numeric)`

/**
 * Makes one of two states what the source holds. From each to the other every table has rows to
 * insert, rows to delete and, where it has a key, rows to update.
 */
export function fillStruckSource(state: 0 | 1): string {
  return `
    truncate epsas, works, readings;
    insert into epsas select i, case when i % 10 = 0 then 'epsa ${state}' else 'epsa' end, i
      from generate_series(1, 1000) as i;
    insert into epsas values (${2000 + state}, 'new', 1);
    insert into works select i, i + ${state}, 'note' from generate_series(1, 50) as i;
    insert into works values (${100 + state}, ${2000 + state}, 'new'), (200, ${20 + state}, 'two');
    insert into readings select i % 5, 1.50 from generate_series(1, 20) as i;
    insert into readings select 1, ${state} from generate_series(1, 3)`
}

/** Reads one hash of each table's rows. In the source the derived table is computed. */
export function readImages(side: 'source' | 'target'): string {
  const schema = side === 'source' ? 'public' : 'datos'
  const relations = {
    epsas: `select id, name, size from ${schema}.epsas`,
    works: `select id, epsa, note from ${schema}.works`,
    readings: `select epsa, value from ${schema}.readings`,
    summary: side === 'source' ? summary : 'select epsa, works from datos.summary',
  }
  const hashes = Object.entries(relations).map(
    ([name, select]) =>
      `(select md5(string_agg(r::text, ';' order by r::text)) from (${select}) as r) as ${name}`,
  )
  return `select ${hashes.join(', ')}`
}
