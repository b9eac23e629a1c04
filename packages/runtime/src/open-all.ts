import type { Logger } from './create-logger.ts'

const closeTimeoutMs = 10_000

/** What is open so far, from the first part to the last. */
export interface Opened {
  /**
   * Keeps a part that was just opened, with how to close it, and gives the part back. Closing may
   * take `timeoutMs` (10 s unless given); then the next part is closed.
   */
  readonly keep: <Part>(
    name: string,
    part: Part,
    close: (part: Part) => unknown,
    timeoutMs?: number,
  ) => Part
}

export interface AllOpened<Value> {
  readonly value: Value
  /** Closes every part, the last one first. Throws what failed, after all were tried. Safe to repeat. */
  readonly stop: () => Promise<void>
}

interface KeptPart {
  readonly name: string
  readonly close: () => unknown
  readonly timeoutMs: number
}

/**
 * Opens the parts of a service one after the other. When a step throws, what was opened before it
 * is closed, the last part first, and the error is thrown on: a start leaves everything or nothing.
 * A part that fails to close, or is late, is logged and holds up no other.
 */
export async function openAll<Value>(
  log: Logger,
  open: (opened: Opened) => Promise<Value>,
): Promise<AllOpened<Value>> {
  const parts: KeptPart[] = []
  const opened: Opened = {
    keep(name, part, close, timeoutMs = closeTimeoutMs) {
      parts.push({ name, close: () => close(part), timeoutMs })
      return part
    },
  }

  async function closeAll(): Promise<unknown[]> {
    const failures: unknown[] = []
    for (const part of parts.splice(0).reverse()) {
      try {
        await closeInTime(part)
      } catch (err) {
        log.error({ err, part: part.name }, 'Part did not close')
        failures.push(err)
      }
    }
    return failures
  }

  let value: Value
  try {
    value = await open(opened)
  } catch (error) {
    await closeAll()
    throw error
  }
  let stopped: Promise<unknown[]> | undefined
  return {
    value,
    async stop() {
      const failures = await (stopped ??= closeAll())
      if (failures.length > 0) throw new AggregateError(failures, 'Not every part closed')
    },
  }
}

async function closeInTime({ name, close, timeoutMs }: KeptPart): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  try {
    await Promise.race([
      close(),
      new Promise((_resolve, reject) => {
        timer = setTimeout(() => {
          reject(new Error(`Closing ${name} took more than ${timeoutMs} ms`))
        }, timeoutMs)
      }),
    ])
  } finally {
    clearTimeout(timer)
  }
}
