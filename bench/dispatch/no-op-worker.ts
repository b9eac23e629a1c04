import type { Receipt } from '@aaps-data/ledger'
import { runService } from '@aaps-data/runtime'
import { startWorker } from '../../services/worker/src/start-worker.ts'

/**
 * The worker as it is, but for what an attempt does: it writes the receipt of a run that found
 * nothing, and no more. What is left is the cost of dispatch.
 */
runService({
  name: 'worker',
  start: () =>
    startWorker(process.env, {
      async runSync({ ledger, target }) {
        const receipt = nothingReceipt()
        await ledger.succeed(target, receipt)
        return { state: 'succeeded', receipt }
      },
    }),
  stopTimeoutMs: 60_000,
})

function nothingReceipt(): Receipt {
  return {
    mode: 'fingerprint',
    isReconcile: false,
    isPartial: false,
    definitionDigest: '',
    snapshot: { id: 'none', takenAt: new Date().toISOString() },
    tables: [
      {
        table: 'nada',
        read: 'none',
        staged: 0,
        rejected: 0,
        inserted: 0,
        updated: 0,
        deleted: 0,
        unchanged: 0,
        changesKept: 0,
        rows: 0,
        sourceDigest: '0:0:0',
        targetDigest: '0:0:0',
        digestTie: '',
      },
    ],
    notices: [],
    phaseMs: {},
  }
}
