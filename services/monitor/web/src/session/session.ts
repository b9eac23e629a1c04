import { computed, signal } from '@preact/signals'
import type { Session } from '../../../src/schemas/action.ts'
import { callApi } from './api.ts'

/** Who looks at the page; undefined until the monitor has answered. */
export const session = signal<Session | undefined>(undefined)

export const mayStartRuns = computed(() => {
  const role = session.value?.role
  return role === 'operator' || role === 'admin'
})
export const maySeeAudit = computed(() => session.value?.role === 'admin')

/** Asks who is looking. While the monitor does not answer, nobody may do anything. */
export async function loadSession(): Promise<void> {
  session.value = await callApi<Session>('session').catch(() => session.value)
}
