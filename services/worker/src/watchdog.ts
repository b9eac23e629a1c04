import { Worker } from 'node:worker_threads'

/** Ends the process when an attempt does not end. */
export interface Watchdog {
  /** Ends the process in `afterMs`, unless what is returned is called before. */
  guard(what: string, afterMs: number): () => void
  stop(): Promise<void>
}

const lookEveryMs = 100
/** Far more than a worker has slots. */
const places = 1_000
const textBytes = 128

// A thread of its own: a process whose event loop stands still is what it is there for. It looks
// at memory that both share, since a message for each attempt would wake it each time.
const thread = `
const { deadlines, texts } = require('node:worker_threads').workerData
const { writeSync } = require('node:fs')
setInterval(() => {
  const now = process.hrtime.bigint()
  for (let place = 0; place < deadlines.length; place += 1) {
    const deadline = Atomics.load(deadlines, place)
    if (deadline === 0n || deadline > now) continue
    const text = texts.subarray(place * ${textBytes}, (place + 1) * ${textBytes})
    const what = Buffer.from(text).toString().replace(/\\0+$/, '')
    writeSync(2, what + ' did not end within its hard limit: the process ends\\n')
    process.kill(process.pid, 'SIGKILL')
  }
}, ${lookEveryMs})`

/**
 * Opens a watchdog. It kills the process without a word to anybody: leases run out, and what was
 * under way is rolled back and given to another worker.
 */
export function createWatchdog(): Watchdog {
  const deadlines = new BigInt64Array(new SharedArrayBuffer(places * 8))
  const texts = new Uint8Array(new SharedArrayBuffer(places * textBytes))
  const encoder = new TextEncoder()
  const worker = new Worker(thread, { eval: true, workerData: { deadlines, texts } })
  worker.unref()
  return {
    guard(what, afterMs) {
      const place = deadlines.indexOf(0n)
      if (place === -1) throw new Error(`more than ${places} attempts are guarded at a time`)
      const text = texts.subarray(place * textBytes, (place + 1) * textBytes)
      text.fill(0)
      encoder.encodeInto(what, text)
      // Both threads read this clock, and nobody sets it.
      const deadline = process.hrtime.bigint() + BigInt(Math.ceil(afterMs * 1e6))
      Atomics.store(deadlines, place, deadline)
      return () => {
        // Its place may be another's by now.
        if (Atomics.load(deadlines, place) === deadline) Atomics.store(deadlines, place, 0n)
      }
    },
    async stop() {
      await worker.terminate()
    },
  }
}
