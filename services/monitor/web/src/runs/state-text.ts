import type { RunSummary } from '../../../src/schemas/run.ts'
import { t } from '../i18n/language.ts'
import { brokerDown, live } from '../live/live.ts'
import { shownStateOf } from './shown-state-of.ts'

/** What the state of a run means, and of one in the queue what it waits for. */
export function stateText(run: RunSummary): string {
  const { id, dataset, state } = run
  if (state !== 'queued') return t(`state.${shownStateOf(run)}.text`)
  if (brokerDown.value) return t('state.queued.broker-down')
  const isBusy = [...(live.value?.runs.values() ?? [])].some(
    (other) => other.id !== id && other.dataset === dataset && other.state === 'running',
  )
  return isBusy ? t('state.queued.busy') : t('state.queued.text')
}
