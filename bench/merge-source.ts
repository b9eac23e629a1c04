import type { BenchStack } from './bench-stack.ts'

export const serieColumns = [
  'id',
  'codigo_epsa',
  'periodo',
  'variable',
  'valor',
  'unidad',
  'actualizado',
]

const makeSeries = (rows: number) => `
  create table serie (id bigint primary key, codigo_epsa text, periodo date, variable integer,
    valor numeric(14,2), unidad text, actualizado timestamptz);
  insert into serie select i, 'EPSA-' || lpad((i % 4000)::text, 4, '0'), date '2015-01-01' + i % 3650,
    i % 40, (i::bigint * 7919 % 10000000) / 100.0, 'unidad ' || i % 17, timestamptz '2020-01-01' + i * interval '90 s'
  from generate_series(1, ${rows}) as i;
  vacuum analyze serie`

/** Makes the table that is merged, in the database `bench_source`, and gives its address. */
export async function makeSerie(stack: BenchStack, rows: number): Promise<string> {
  const url = await stack.databaseUrl('bench_source')
  for (const statement of makeSeries(rows).split(';')) await stack.query('bench_source', statement)
  return url
}

/** Changes a value in each hundredth row of the source, other rows in each round. */
export async function changeOnePercent(stack: BenchStack, round: number): Promise<void> {
  await stack.query('bench_source', `update serie set valor = valor + 1 where id % 100 = ${round}`)
  await stack.query('bench_source', 'vacuum analyze serie')
}
