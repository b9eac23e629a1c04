import { afterAll, beforeAll, describe, it } from '@jest/globals'
import fc from 'fast-check'
import { createLedgerDatabase, type LedgerDatabase } from './ledger-database.ts'
import { ledgerCommands } from './model/ledger-commands.ts'
import { LedgerModel } from './model/ledger-model.ts'

describe('the ledger', () => {
  let ledger: LedgerDatabase

  beforeAll(async () => {
    ledger = await createLedgerDatabase()
  })
  afterAll(() => ledger.drop())

  it('does what a model of it does, in whatever order things happen', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(ledgerCommands, { maxCommands: 60, size: 'max' }),
        async (commands) => {
          await ledger.db.raw(
            'truncate sync.runs, sync.datasets, sync.outbox, sync.pauses, sync.slots cascade',
          )
          const setup = () => ({
            model: new LedgerModel(),
            real: { ledger, runIds: [], claims: [] },
          })
          await fc.asyncModelRun(setup, commands)
        },
      ),
      { numRuns: Number(process.env['MODEL_RUNS'] ?? 60) },
    )
  }, 120_000)
})
