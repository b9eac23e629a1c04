import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createFaultProxy, waitFor, type FaultProxy } from '@aaps-data/testing'
import type { Knex } from 'knex'
import type { Dataset } from '@aaps-data/catalog'
import { createTargetDatabase } from '../src/index.ts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('runSync while things happen to it', () => {
  let world: SyncWorld
  let proxy: FaultProxy
  let target: Knex
  let counter = 0
  let name: string
  let dataset: Dataset

  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())
  beforeEach(async () => {
    name = `rows_${counter++}`
    dataset = aDataset(name, [aTable(name, ['id integer', 'code text'], { key: ['id'] })])
    await world.inSource(`create table ${name} (id integer, code text);
      insert into ${name} select i, 'old' from generate_series(1, 1000) i`)
    await world.migrate(dataset)
    await world.run({ dataset })
    await world.inSource(`update ${name} set code = 'new' where id % 2 = 0;
      delete from ${name} where id > 990; insert into ${name} values (2000, 'new')`)
    proxy = await createFaultProxy({ upstreamUrl: world.target.url })
    target = createTargetDatabase({ url: proxy.url })
  })
  afterEach(async () => {
    // While a session waits in a COPY, no database of the server can be dropped, by any test.
    proxy.resume()
    await target.destroy()
    await proxy.stop()
  })

  const summary = (where: 'inSource' | 'inTarget') =>
    world[where](`select code, count(*)::integer as rows, sum(id)::integer as ids
      from ${where === 'inSource' ? 'public' : 'datos'}.${name} group by code order by code`)
  /** Cuts the connection at the commit of the apply, known by what it does before. */
  const cutApplyCommit = (moment?: 'forwarded' | 'answered') => {
    proxy.onStatement(/sync\.finish_run/, () => {
      proxy.onStatement(/^commit/i, () => 'cut', moment && { moment })
    })
  }
  const old = [{ code: 'old', rows: 1000, ids: 500500 }]

  it('computes the delta from what the target is when it is locked', async () => {
    proxy.onStatement(/^lock table/, async () => {
      await world.inTarget(`update datos.${name} set code = 'meddled' where id = 1;
        delete from datos.${name} where id = 3; insert into datos.${name} values (3000, 'meddled')`)
    })
    await expect(world.run({ dataset, target })).resolves.toMatchObject({
      tables: [{ inserted: 2, updated: 496, deleted: 11 }],
    })
    expect(await summary('inTarget')).toEqual(await summary('inSource'))
  })

  it.each([true, false])(
    'deletes nothing when staging was emptied by a crash of the server, fingerprint %s',
    async (fingerprint) => {
      const fingerprinted = { ...dataset, fingerprint }
      if (fingerprint) await world.run({ dataset: fingerprinted })
      await world.inSource(`delete from ${name} where id < 5`)
      const before = await summary('inTarget')
      proxy.onStatement(/^lock table/, async () => {
        for (const staging of await world.stagingTables()) {
          // Nobody reads it yet, so nothing has to be waited for.
          await world.inTarget(`set local lock_timeout = '1s'; truncate sync_staging."${staging}"`)
        }
      })
      await expect(world.run({ dataset: fingerprinted, target })).rejects.toMatchObject({
        code: 'STAGING_INCOMPLETE',
        details: { found: 0, written: 'nothing' },
      })
      expect(await summary('inTarget')).toEqual(before)
    },
  )

  it('writes nothing when its lease was taken over', async () => {
    proxy.onStatement(/from sync\.datasets.*for update/s, async () => {
      await world.inTarget(`update sync.datasets set fence = fence + 1 where name = '${name}'`)
    })
    await expect(world.run({ dataset, target })).rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect(await summary('inTarget')).toEqual(old)
  })

  it('row 18: has succeeded when only the answer to its commit was lost', async () => {
    cutApplyCommit('answered')
    const receipt = await world.run({ dataset, target })
    expect(receipt.tables[0]?.updated).toBe(495)
    expect(await summary('inTarget')).toEqual(await summary('inSource'))
  })

  describe('and the server is still at its commit when the connection dies', () => {
    // The apply has made all constraints immediate by then.
    const linger = (how: string) =>
      world.inTarget(`
        create or replace function datos.defer() returns trigger language plpgsql as
          $$ begin set constraints all deferred; return new; end $$;
        create or replace function datos.linger() returns trigger language plpgsql as
          $$ begin ${how}; return null; end $$;
        create trigger defer before insert on sync.receipts
          for each row execute function datos.defer();
        create constraint trigger linger after insert on sync.receipts deferrable initially deferred
          for each row execute function datos.linger()`)
    beforeEach(() => {
      cutApplyCommit('forwarded')
    })
    afterEach(() =>
      world.inTarget('drop trigger linger on sync.receipts; drop trigger defer on sync.receipts'),
    )

    it('has succeeded once the server has committed', async () => {
      // A server that looks whether its client is still there would give up.
      await linger(
        `perform set_config('client_connection_check_interval', '0', true), pg_sleep(0.4)`,
      )
      await expect(world.run({ dataset, target })).resolves.toMatchObject({
        tables: [{ updated: 495 }],
      })
      expect(await summary('inTarget')).toEqual(await summary('inSource'))
    })

    it('has failed once the server has given up', async () => {
      await linger('perform pg_sleep(20)')
      const failure = world.run({ dataset, target }).catch((error: unknown) => error)
      await waitFor(
        async () => {
          const ended = await world.inTarget(`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and query ilike 'commit%' and wait_event = 'PgSleep'`)
          return ended.length > 0
        },
        { what: 'the commit to be under way' },
      )
      expect(await failure).toMatchObject({
        code: 'TARGET_UNREACHABLE',
        details: { written: 'nothing' },
      })
      expect(await summary('inTarget')).toEqual(old)
    })
  })

  it('has failed when its commit did not arrive', async () => {
    cutApplyCommit()
    await expect(world.run({ dataset, target })).rejects.toMatchObject({
      code: 'TARGET_UNREACHABLE',
      details: { written: 'nothing' },
    })
    expect(await summary('inTarget')).toEqual(old)
  })

  it('keeps the failure when the connection dies while it is being explained', async () => {
    await world.inTarget(`alter table datos.${name} add column once text unique`)
    await world.inSource(`alter table ${name} add column once text;
      update ${name} set once = 'twice' where id < 3`)
    const wide = aDataset(name, [
      aTable(name, ['id integer', 'code text', 'once text'], { key: ['id'] }),
    ])
    proxy.onStatement(/i\.indisunique and i\.indexprs is null/, () => 'cut')
    await expect(world.run({ dataset: wide, target })).rejects.toMatchObject({
      code: 'TARGET_CONSTRAINT',
      details: { constraint: expect.stringContaining('once') },
    })
  })

  it.each([
    ['create unlogged table', /create unlogged table/],
    ['copy', /^copy/],
    ['the fence', /from sync\.datasets.*for update/s],
    ['insert', /^insert into/],
    ['update', /^update "datos"/],
    ['delete', /^delete from/],
    ['the ledger', /sync\.finish_run/],
  ])('leaves the target as it was when the connection dies at %s', async (_what, pattern) => {
    for (const moment of ['before', 'answered'] as const) {
      proxy.onStatement(pattern, () => 'cut', { moment })
      await expect(world.run({ dataset, target })).rejects.toMatchObject({
        code: 'TARGET_UNREACHABLE',
      })
      expect(await summary('inTarget')).toEqual(old)
    }
    await world.run({ dataset, target })
    expect(await summary('inTarget')).toEqual(await summary('inSource'))
    expect(await world.stagingTables()).toEqual([])
  })

  it('stops at once when it is aborted in the middle of a read', async () => {
    await world.inSource(`create table big_${name} as select i as id, repeat('x', 500) as code
      from generate_series(1, 100000) i`)
    const big = aDataset(`big_${name}`, [
      aTable(`big_${name}`, ['id integer', 'code text'], { key: ['id'] }),
    ])
    await world.migrate(big)
    const reason = new Error('Cancelled by Ana')
    const controller = new AbortController()
    proxy.onStatement(
      /^copy/,
      () => {
        setImmediate(() => controller.abort(reason))
      },
      { moment: 'forwarded' },
    )
    await expect(world.run({ dataset: big, target, signal: controller.signal })).rejects.toBe(
      reason,
    )
    await waitForQuiet(world.source)
    await waitForQuiet(world.target)
    expect(await world.inTarget(`select from datos.big_${name}`)).toEqual([])
    expect(await world.stagingTables()).toEqual([])
  })

  it('stops reading while the target does not take rows, so memory stays as it is', async () => {
    await world.inSource(`create table flood_${name} as select i as id, repeat('x', 1000) as code
      from generate_series(1, 100000) i`)
    const flood = aDataset(`flood_${name}`, [
      aTable(`flood_${name}`, ['id integer', 'code text'], { key: ['id'] }),
    ])
    await world.migrate(flood)
    proxy.onStatement(/^copy/, () => proxy.pause(), { moment: 'forwarded' })
    const before = heldBytes()
    const run = world.run({ dataset: flood, target })
    let blocked = 0
    await waitFor(
      async () => {
        const [session] = await world.inSource(`select wait_event from pg_stat_activity
          where datname = current_database() and query like 'copy (select%'`)
        blocked = session?.['wait_event'] === 'ClientWrite' ? blocked + 1 : 0
        return blocked === 20
      },
      { what: 'the source to wait for its reader' },
    )
    const held = heldBytes() - before
    proxy.resume()
    expect((await run).tables[0]?.inserted).toBe(100_000)
    expect(held).toBeLessThan(10_000_000)
  })

  it('cancels the statement that runs when it is aborted in the middle of the apply', async () => {
    await world.inTarget(`create function datos.dawdle_${name}() returns trigger language plpgsql as
        $$ begin perform pg_sleep(60); return new; end $$;
      create trigger dawdle before update on datos.${name}
        for each row execute function datos.dawdle_${name}()`)
    const reason = new Error('Cancelled by Ana')
    const controller = new AbortController()
    proxy.onStatement(
      /^update "datos"/,
      () => {
        controller.abort(reason)
      },
      { moment: 'forwarded' },
    )
    const beganMs = performance.now()
    await expect(world.run({ dataset, target, signal: controller.signal })).rejects.toBe(reason)
    // Cutting the connection would take longer, and leave the statement to the server.
    expect(performance.now() - beganMs).toBeLessThan(4_500)
    await waitForQuiet(world.target)
    expect(await summary('inTarget')).toEqual(old)
  })

  it.each([
    ['begins', /^begin/i],
    ['pins its session', /set_config/],
    ['takes rows', /^copy/],
  ])('ends soon after an abort when the target falls silent as it %s', async (_what, pattern) => {
    const reason = new Error('Cancelled by Ana')
    const controller = new AbortController()
    const silent = createTargetDatabase({ url: proxy.url, connectTimeoutMs: 2_000 })
    proxy.onStatement(pattern, () => {
      proxy.pause()
      controller.abort(reason)
    })
    const beganMs = performance.now()
    const run = world.run({ dataset, target: silent, signal: controller.signal })
    await expect(run).rejects.toBe(reason)
    expect(performance.now() - beganMs).toBeLessThan(15_000)
    proxy.resume()
    await silent.destroy()
    expect(await summary('inTarget')).toEqual(old)
  })

  /** Nobody but us runs a statement or holds a transaction in the database. */
  const waitForQuiet = async (database: SyncWorld['source']): Promise<void> => {
    let busy: unknown[] = []
    const isQuiet = async () => {
      const { rows } = await database.pool.query(
        `select pid, state, wait_event, query from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()
         and state <> 'idle' and backend_type = 'client backend'`,
      )
      busy = rows
      return rows.length === 0
    }
    const what = 'the sessions of the aborted run to end'
    await waitFor(isQuiet, { what, timeoutMs: 4_000 }).catch((error: unknown) => {
      throw new Error(JSON.stringify(busy), { cause: error })
    })
  }
})

/** Bytes in buffers that somebody still holds: what other files of tests left is collected first. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().arrayBuffers
}
