import type { RunMode } from '@aaps-data/contracts'
import { effect, signal } from '@preact/signals'
import type { RunAccepted } from '../../../src/schemas/action.ts'
import type { RunDetail } from '../../../src/schemas/run.ts'
import { t } from '../i18n/language.ts'
import { live } from '../live/live.ts'
import { ApiError, callApi } from '../session/api.ts'
import { newKey } from '../session/new-key.ts'
import { showToast } from '../shell/toasts.ts'

interface Asked {
  /** Undefined until the monitor has answered. */
  readonly runId: string | undefined
}

const askAgainMs = 5_000

// Keys of requests that may have arrived: the same key never makes two runs.
const unsettledKeys = new Map<string, string>()

/** Datasets whose run was asked for and is not in the ledger yet, as far as this page knows. */
export const asked = signal<ReadonlyMap<string, Asked>>(new Map())

function setAsked(dataset: string, value: Asked | undefined): void {
  const next = new Map(asked.value)
  if (value === undefined) next.delete(dataset)
  else next.set(dataset, value)
  asked.value = next
}

function confirmed(dataset: string): void {
  if (!asked.value.has(dataset)) return
  setAsked(dataset, undefined)
  showToast(t('start.confirmed', { dataset }))
}

function explainRefusal(error: unknown): string {
  const { status = 0, code = '' } = error instanceof ApiError ? error : {}
  if (code === 'REQUEST_UNCONFIRMED' || status === 0) return t('start.unconfirmed')
  if (code === 'TARGET_UNREACHABLE') return t('start.ledger-down')
  if (status === 503) return t('start.broker-down')
  if (status === 403) return t('start.forbidden')
  if (status === 429) return t('start.too-many')
  return t('start.refused', { code })
}

// Where the live link is down, the run is asked for by name until the ledger has it.
async function watchRun(dataset: string, runId: string): Promise<void> {
  while (asked.value.get(dataset)?.runId === runId) {
    await new Promise((resolve) => setTimeout(resolve, askAgainMs))
    const run = await callApi<RunDetail>(`runs/${runId}`).catch(() => undefined)
    const waiting = asked.value.get(dataset)?.runId === runId
    if (waiting && run !== undefined && run.state !== 'accepted') confirmed(dataset)
  }
}

/**
 * Asks for a run of a dataset, or for a preview of one, which changes nothing. The page says
 * "requested" until the ledger has the run, and never takes the monitor's 202 for success. A press
 * after one whose fate is not known asks for the same run again.
 */
export async function startRun(
  dataset: string,
  { mode, preview }: { readonly mode: RunMode; readonly preview: boolean },
): Promise<void> {
  if (asked.value.has(dataset)) return
  const body = { ...(mode === 'auto' ? {} : { mode }), ...(preview ? { preview } : {}) }
  const wish = `${dataset} ${JSON.stringify(body)}`
  const key = unsettledKeys.get(wish) ?? newKey()
  unsettledKeys.set(wish, key)
  setAsked(dataset, { runId: undefined })
  try {
    const { runId } = await callApi<RunAccepted>(`datasets/${dataset}/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    })
    unsettledKeys.delete(wish)
    setAsked(dataset, { runId })
    void watchRun(dataset, runId)
  } catch (error) {
    setAsked(dataset, undefined)
    showToast(explainRefusal(error), 'failing')
  }
}

effect(() => {
  const runs = live.value?.runs
  for (const [dataset, { runId }] of asked.value) {
    const state = runId === undefined ? undefined : runs?.get(runId)?.state
    if (state !== undefined && state !== 'accepted')
      queueMicrotask(() => {
        confirmed(dataset)
      })
  }
})
