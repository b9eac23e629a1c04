import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { inTargetTransaction } from '../src/target/target-transaction.ts'
import { createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('inTargetTransaction', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  it.each([
    ['is ended by the server when it is silent for long', false, '30s'],
    ['may wait for a source as long as that takes', true, '0'],
  ])('%s', async (_what, waitsForSource, expected) => {
    const { signal } = new AbortController()
    const options = { signal, lockTimeoutSeconds: 1, waitsForSource }
    const shown = await inTargetTransaction(world.knex, options, async ({ client }) => {
      const { rows } = await client.query<{ limit: string }>(
        `select current_setting('idle_in_transaction_session_timeout') as limit`,
      )
      return rows[0]?.limit
    })
    expect(shown).toBe(expected)
  })
})
