import type { Pool, PoolClient } from 'pg'
import { definitionLock, storeSchema, type StoredObject } from './objects.ts'

interface Row {
  readonly owner: string
  readonly name: string
  readonly changed_at: string
  readonly definition: StoredObject['definition']
}

/** What there is in the emulated database. It is kept in PostgreSQL, so that processes share it. */
export interface Registry {
  find(owner: string, name: string): Promise<StoredObject | undefined>
  all(): Promise<readonly StoredObject[]>
  /** In the transaction of `client`; the object's definition changes at the SCN that is given back. */
  save(
    client: PoolClient,
    object: Pick<StoredObject, 'owner' | 'name' | 'definition'>,
  ): Promise<bigint>
  remove(client: PoolClient, owner: string, name: string): Promise<void>
  nextNumber(client: PoolClient): Promise<number>
}

/** Makes what the emulator keeps in a database, if it is not there. */
export async function prepareStore(pool: Pool): Promise<void> {
  await pool.query(`
    begin;
    select pg_advisory_xact_lock(${definitionLock});
    create schema if not exists ${storeSchema};
    create sequence if not exists ${storeSchema}.scn start 1000000;
    create sequence if not exists ${storeSchema}.object start 70000;
    create table if not exists ${storeSchema}.objects (
      owner text not null,
      name text not null,
      changed_at bigint not null,
      definition jsonb not null,
      primary key (owner, name)
    );
    commit`)
}

export function createRegistry(pool: Pool): Registry {
  return {
    find: async (owner, name) => {
      const { rows } = await pool.query<Row>({
        name: 'find object',
        text: `select * from ${storeSchema}.objects where owner = $1 and name = $2`,
        values: [owner, name],
      })
      return rows.map(objectOf)[0]
    },
    all: async () => {
      const { rows } = await pool.query<Row>(
        `select * from ${storeSchema}.objects order by owner, name`,
      )
      return rows.map(objectOf)
    },
    save: async (client, { owner, name, definition }) => {
      await client.query(`select pg_advisory_xact_lock(${definitionLock})`)
      const { rows } = await client.query<{ changed_at: string }>(
        `insert into ${storeSchema}.objects
         values ($1, $2, nextval('${storeSchema}.scn'), $3)
         on conflict (owner, name) do update
         set definition = excluded.definition, changed_at = excluded.changed_at
         returning changed_at`,
        [owner, name, JSON.stringify(definition)],
      )
      return BigInt(rows[0]?.changed_at ?? 0)
    },
    remove: async (client, owner, name) => {
      await client.query(`delete from ${storeSchema}.objects where owner = $1 and name = $2`, [
        owner,
        name,
      ])
    },
    nextNumber: async (client) => {
      const { rows } = await client.query<{ number: string }>(
        `select nextval('${storeSchema}.object') as number`,
      )
      return Number(rows[0]?.number)
    },
  }
}

function objectOf({ owner, name, changed_at, definition }: Row): StoredObject {
  return { owner, name, changedAt: BigInt(changed_at), definition }
}
