import type { LocalSettings } from './local-settings.ts'
import { startPostgres } from './start-postgres.ts'
import { startRabbitmq } from './start-rabbitmq.ts'
import type { StackState } from './stack-state.ts'

/** The servers that a stack can have. */
export type StackPart = 'postgres' | 'rabbitmq'

/**
 * Starts the wanted servers of the private stack, at the same time, and gives their state. Safe
 * to repeat: what runs is only checked. When one fails the other goes on running; stop the stack
 * to end it. The caller holds the lock.
 */
export async function startStack(
  settings: LocalSettings,
  parts: readonly StackPart[] = ['postgres', 'rabbitmq'],
): Promise<StackState> {
  const [postgres, rabbitmq] = await Promise.allSettled([
    parts.includes('postgres') ? startPostgres(settings) : undefined,
    parts.includes('rabbitmq') ? startRabbitmq(settings) : undefined,
  ])
  if (postgres.status === 'rejected') throw postgres.reason
  if (rabbitmq.status === 'rejected') throw rabbitmq.reason
  return {
    ...(postgres.value && { postgres: postgres.value }),
    ...(rabbitmq.value && { rabbitmq: rabbitmq.value }),
  }
}
