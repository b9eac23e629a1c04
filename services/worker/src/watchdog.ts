import { Worker } from 'node:worker_threads'

/** Ends the process when an attempt does not end. */
export interface Watchdog {
  /** Ends the process in `afterMs`, unless what is returned is called before. */
  guard(what: string, afterMs: number): () => void
  stop(): Promise<void>
}

// A thread of its own: a process whose event loop stands still is what it is there for.
const thread = `
const { parentPort } = require('node:worker_threads')
const { writeSync } = require('node:fs')
const timers = new Map()
parentPort.on('message', ({ id, what, afterMs }) => {
  clearTimeout(timers.get(id))
  timers.delete(id)
  if (afterMs === undefined) return
  timers.set(id, setTimeout(() => {
    writeSync(2, what + ' did not end within its hard limit: the process ends\\n')
    process.kill(process.pid, 'SIGKILL')
  }, afterMs))
})`

/**
 * Opens a watchdog. It kills the process without a word to anybody: leases run out, and what was
 * under way is rolled back and given to another worker.
 */
export function createWatchdog(): Watchdog {
  const worker = new Worker(thread, { eval: true })
  worker.unref()
  let last = 0
  return {
    guard(what, afterMs) {
      const id = (last += 1)
      worker.postMessage({ id, what, afterMs })
      return () => {
        worker.postMessage({ id })
      }
    },
    async stop() {
      await worker.terminate()
    },
  }
}
