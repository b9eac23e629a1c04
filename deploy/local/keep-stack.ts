import { setTimeout as delay } from 'node:timers/promises'
import type { LocalSettings } from './local-settings.ts'
import { isStillOurs } from './process-alive.ts'
import { postgresMark } from './postgres-data.ts'
import { restartDelayMs } from './restart-delay.ts'
import { readStackState } from './stack-state.ts'
import { startStack, type StackPart } from './start-stack.ts'
import { rabbitmqMark } from './start-rabbitmq.ts'

const lookEveryMs = 1_000
const names: Readonly<Record<StackPart, string>> = { postgres: 'PostgreSQL', rabbitmq: 'RabbitMQ' }

/**
 * Keeps servers of a running stack running: looks every second, and starts one that ended again,
 * on its data and its ports, with growing delays. `say` gets what to tell. Gives how to end it,
 * which waits for a start under way. The caller holds the lock until then.
 */
export function keepStack(
  settings: LocalSettings,
  parts: readonly StackPart[],
  say: (message: string) => void,
): () => Promise<void> {
  const ending = new AbortController()
  const kept = Promise.all(parts.map((part) => keepServer(settings, part, say, ending.signal)))
  return async () => {
    ending.abort()
    await kept
  }
}

async function keepServer(
  settings: LocalSettings,
  part: StackPart,
  say: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const address = addressOf(settings, part)
  let delayMs: number | undefined
  let startedAt = performance.now()
  while (await passes(lookEveryMs, signal)) {
    if (isRunning(settings, part)) continue
    delayMs = restartDelayMs({
      previousDelayMs: delayMs,
      aliveMs: performance.now() - startedAt,
    })
    say(`${names[part]} ended and starts again in ${delayMs / 1000} s`)
    if (!(await passes(delayMs, signal))) return
    await startStack(settings, [part]).catch((error: unknown) => {
      say(`${names[part]} could not be started: ${(error as Error).message}`)
    })
    startedAt = performance.now()
    if (addressOf(settings, part) === address) continue
    say(`${names[part]} lost its port, and the services look for it there: stop, and start again`)
    return
  }
}

function isRunning({ directory }: LocalSettings, part: StackPart): boolean {
  const pid = readStackState(directory)[part]?.pid
  return isStillOurs(pid, part === 'postgres' ? postgresMark(directory) : rabbitmqMark(directory))
}

function addressOf({ directory }: LocalSettings, part: StackPart): string | undefined {
  return readStackState(directory)[part]?.url
}

/** Whether a time passed, rather than that it was cut short by the signal. */
async function passes(ms: number, signal: AbortSignal): Promise<boolean> {
  return await delay(ms, true, { signal }).catch(() => false)
}
