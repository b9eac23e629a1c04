import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { waitFor } from '@aaps-data/testing'
import type { Knex } from 'knex'
import { createRelay, type OutboxMessage, type Relay } from '../src/index.ts'
import { createLedgerDatabase, type LedgerDatabase } from './ledger-database.ts'

describe('the relay', () => {
  let ledger: LedgerDatabase
  const left = async () =>
    ledger.rows('select routing_key, failures, last_failure from sync.outbox order by id')

  beforeAll(async () => {
    ledger = await createLedgerDatabase()
  })
  afterAll(() => ledger.drop())

  const relayTo = (
    publish: (message: OutboxMessage) => Promise<string>,
    options: Partial<Parameters<typeof createRelay>[0]> = {},
  ): Relay =>
    createRelay({
      db: ledger.db,
      publish,
      isReady: () => true,
      writer: 'writer',
      pollMs: 20,
      onError: (error) => {
        throw error
      },
      ...options,
    })

  it('keeps a row until the broker has confirmed it', async () => {
    await ledger.request('confirmed-late')
    const published: string[] = []
    let confirm: () => void = () => undefined
    const confirmed = new Promise<string>((resolve) => {
      confirm = () => {
        resolve('confirmed')
      }
    })
    const relay = relayTo((message) => {
      published.push(message.routingKey)
      return confirmed
    })

    relay.start()
    await waitFor(() => published.length === 2, { what: 'both messages published' })
    expect(await left()).toHaveLength(2)
    confirm()

    await waitFor(async () => (await left()).length === 0, { what: 'the outbox to be empty' })
    await relay.stop()
  })

  it('keeps and tries again what was returned, refused or left in doubt', async () => {
    await ledger.request('refused')
    const relay = relayTo(() => Promise.resolve('returned'))
    relay.start()
    await waitFor(async () => (await left()).every(({ failures }) => failures === 1), {
      what: 'one failure each',
    })
    await relay.stop()

    expect(await left()).toEqual([
      { routing_key: 'run.queued.registro', failures: 1, last_failure: 'returned' },
      { routing_key: 'command.interactive.registro', failures: 1, last_failure: 'returned' },
    ])
    await ledger.db.raw('update sync.outbox set available_at = now()')
    const healed = relayTo(() => Promise.resolve('confirmed'))
    healed.start()
    await waitFor(async () => (await left()).length === 0, { what: 'the outbox to be empty' })
    await healed.stop()
  })

  it('leaves the rows of others alone until they are old, and all rows while not ready', async () => {
    await ledger.request('of-others')
    const published: string[] = []
    const publish = (message: OutboxMessage) => {
      published.push(message.routingKey)
      return Promise.resolve('confirmed')
    }
    let isReady = false
    let asked = 0
    const sweeping = relayTo(publish, {
      writer: 'somebody-else',
      abandonedAfterMs: 3_600_000,
      isReady: () => {
        asked += 1
        return isReady
      },
    })
    sweeping.start()
    isReady = true
    sweeping.wake()
    await waitFor(() => asked > 2, { what: 'a few looks at the outbox' })
    expect(published).toEqual([])

    await ledger.db.raw(`update sync.outbox set created_at = now() - interval '2 hours'`)
    await waitFor(() => published.length === 2, { what: 'the old rows published' })
    await sweeping.stop()

    await ledger.request('not-ready')
    let looks = 0
    const unready = relayTo(publish, {
      isReady: () => {
        looks += 1
        return false
      },
    })
    unready.start()
    await waitFor(() => looks > 2, { what: 'a few looks while not ready' })
    await unready.stop()
    expect(published).toHaveLength(2)
    expect(await left()).toHaveLength(2)
  })

  it('takes at once what nobody relays, if it takes the rows of others', async () => {
    await ledger.db.raw('delete from sync.outbox')
    await ledger.db.raw(
      `select sync.put_message('sync.events', 'run.held.a', false, true, 't', '{}', 'any')`,
    )
    const published: string[] = []
    const publish = (message: OutboxMessage) => {
      published.push(message.routingKey)
      return Promise.resolve('confirmed')
    }
    const own = relayTo(publish)
    own.start()
    const sweeping = relayTo(publish, { writer: 'somebody-else', abandonedAfterMs: 3_600_000 })
    sweeping.start()
    await waitFor(async () => (await left()).length === 0, { what: 'the row published' })
    await Promise.all([own.stop(), sweeping.stop()])
    expect(published).toEqual(['run.held.a'])
  })

  it('sends a row that is committed long after rows with higher ids', async () => {
    await ledger.db.raw('delete from sync.outbox')
    const put = (where: Knex, key: string) =>
      where.raw(`select sync.put_message('sync.events', ?, false, true, 't', '{}', 'writer')`, [
        key,
      ])
    const published: string[] = []
    const relay = relayTo((message) => {
      published.push(message.routingKey)
      return Promise.resolve('confirmed')
    })
    relay.start()
    const late = await ledger.db.transaction()
    await put(late, 'late')
    // Each is seen by looks from the beginning that come after those that saw the one before.
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await put(ledger.db, key)
      relay.wake()
      await waitFor(async () => (await left()).length === 0, { what: `${key} to be gone` })
    }
    await late.commit()
    await waitFor(() => published.length === 7, { what: 'another', timeoutMs: 5_000 }).catch(
      () => undefined,
    )
    expect(published).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'late'])
    await relay.stop()
  })

  it('sends urgent rows before a backlog', async () => {
    await ledger.db.raw('delete from sync.outbox')
    await ledger.db.raw(
      `select sync.put_message('sync.commands', 'command.scheduled.d' || n, true, false, 't', '{}', 'writer')
       from generate_series(1, 500) n`,
    )
    await ledger.request('urgent')
    const published: string[] = []
    const relay = relayTo(
      (message) => {
        published.push(message.routingKey)
        return Promise.resolve('confirmed')
      },
      { window: 50 },
    )
    relay.start()
    await waitFor(async () => (await left()).length === 0, { what: 'the outbox to be empty' })
    await relay.stop()

    expect(published.indexOf('command.interactive.registro')).toBeLessThan(50)
    expect(published).toHaveLength(502)
  })

  it('settles each message by itself: one without an answer keeps none of the others', async () => {
    await ledger.db.raw('delete from sync.outbox')
    await ledger.db.raw(
      `select sync.put_message('sync.commands', 'command.scheduled.d' || n, true, n = 1, 't', '{}', 'writer')
       from generate_series(1, 20) n`,
    )
    const relay = relayTo(
      ({ routingKey }) =>
        routingKey === 'command.scheduled.d1'
          ? new Promise<string>(() => undefined)
          : Promise.resolve('confirmed'),
      { window: 4, drainMs: 50 },
    )
    relay.start()

    await waitFor(async () => (await left()).length === 1, { what: 'all others to be gone' })
    expect(await left()).toMatchObject([{ routing_key: 'command.scheduled.d1' }])
    await relay.stop()
  })

  it('takes a message that cannot be published for its own failure only', async () => {
    await ledger.db.raw('delete from sync.outbox')
    await ledger.request('beside-poison')
    const errors: unknown[] = []
    const relay = relayTo(
      ({ exchange }) =>
        exchange === 'sync.events'
          ? Promise.reject(new Error('too large'))
          : Promise.resolve('confirmed'),
      { onError: (error) => errors.push(error) },
    )
    relay.start()
    await waitFor(async () => (await left())[0]?.['failures'] === 1, { what: 'the failure' })
    await relay.stop()

    expect(await left()).toEqual([
      { routing_key: 'run.queued.registro', failures: 1, last_failure: 'not publishable' },
    ])
    expect(errors).toHaveLength(1)
  })

  it('sends what was just written before it stops', async () => {
    await ledger.db.raw('delete from sync.outbox')
    const relay = relayTo(() => Promise.resolve('confirmed'), { pollMs: 60_000 })
    relay.start()
    await ledger.request('at-the-last-moment')
    await relay.stop()

    expect(await left()).toEqual([])
  })

  it('stops before it started, twice, and while waiting', async () => {
    const relay = relayTo(() => Promise.resolve('confirmed'))
    await relay.stop()
    relay.start()
    await Promise.all([relay.stop(), relay.stop()])
    expect(await left()).toEqual([])
  })
})
