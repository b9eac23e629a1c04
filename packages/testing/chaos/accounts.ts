import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { pick, type Random } from './random.ts'

const accountsEach = 100

/** Datasets of two tables each, of which the source only knows states with one sum over both. */
export const datasets = ['cuentas_1', 'cuentas_2', 'cuentas_3', 'cuentas_4'] as const

const definition = (name: string, schedule: string) => `
dataset: ${name}
title: { es: Cuentas, en: Accounts }
department: Pruebas
source: { kind: database, connection: siirays, schema: ${name} }
target: { schema: ${name} }
freshnessLimitMinutes: 60
${schedule}
retry: { maxAttempts: 20, firstDelaySeconds: 1, longestDelaySeconds: 2 }
lockTimeoutSeconds: 5
tables:
  debe:
    columns: { id: integer not null, saldo: integer }
    key: [id]
  haber:
    columns: { id: integer not null, saldo: integer }
    key: [id]
`

/** Writes the definitions; the first dataset has a slot every five seconds. Gives the directory. */
export async function writeAccountDefinitions(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'aaps-chaos-'))
  for (const [n, name] of datasets.entries()) {
    const schedule = n === 0 ? `schedule: { cron: '*/5 * * * * *', timeZone: America/La_Paz }` : ''
    await writeFile(join(directory, `${name}.yaml`), definition(name, schedule))
  }
  return directory
}

export async function createAccounts(source: Pool): Promise<void> {
  for (const name of datasets) {
    await source.query(
      `create schema ${name};
       create table ${name}.debe (id integer primary key, saldo integer);
       create table ${name}.haber (id integer primary key, saldo integer);
       insert into ${name}.debe select n, 100 from generate_series(1, ${accountsEach}) n;
       insert into ${name}.haber select n, 100 from generate_series(1, ${accountsEach}) n`,
    )
  }
}

const sum = 2 * accountsEach * 100

/** Moves amounts from one table to the other, in one transaction, which leaves the sum as it was. */
export async function moveAmounts(source: Pool, random: Random): Promise<void> {
  const name = pick(random, datasets)
  const [from, to] = random() < 0.5 ? ['debe', 'haber'] : ['haber', 'debe']
  const account = () => 1 + Math.floor(random() * accountsEach)
  const amount = 1 + Math.floor(random() * 50)
  await source.query(
    `begin;
     update ${name}.${from} set saldo = saldo - ${amount} where id = ${account()};
     update ${name}.${to} set saldo = saldo + ${amount} where id = ${account()};
     commit`,
  )
}

/** Looks at both tables of each dataset at one instant; gives how many are no state of the source. */
export async function countTorn(target: Pool): Promise<number> {
  let torn = 0
  for (const name of datasets) {
    const { rows } = await target.query<{ total: string | null }>(
      `select (select sum(saldo) from ${name}.debe) + (select sum(saldo) from ${name}.haber) as total`,
    )
    const total = rows[0]?.total ?? null
    if (total !== null && Number(total) !== sum) torn += 1
  }
  return torn
}

/** Notes every transaction that writes to one of the tables, whoever does it. */
export async function noteWrites(target: Pool): Promise<void> {
  await target.query(
    `create schema chaos;
     create table chaos.writes (dataset text, transaction_id xid8, primary key (dataset, transaction_id));
     create function chaos.note() returns trigger language plpgsql as $$
     begin
       insert into chaos.writes values (tg_table_schema, pg_current_xact_id()) on conflict do nothing;
       return null;
     end $$`,
  )
  for (const name of datasets) {
    for (const table of ['debe', 'haber']) {
      await target.query(
        `create trigger noted after insert or update or delete on ${name}.${table}
         for each statement execute function chaos.note()`,
      )
    }
  }
}

/** The datasets whose tables are not as those of the source. */
export async function differingDatasets(source: Pool, target: Pool): Promise<string[]> {
  const image = async (pool: Pool, name: string) => {
    const { rows } = await pool.query<{ image: string }>(
      `select (select json_agg(d order by id) from ${name}.debe d)::text
         || (select json_agg(h order by id) from ${name}.haber h)::text as image`,
    )
    return rows[0]?.image
  }
  const differing: string[] = []
  for (const name of datasets) {
    if ((await image(source, name)) !== (await image(target, name))) differing.push(name)
  }
  return differing
}
