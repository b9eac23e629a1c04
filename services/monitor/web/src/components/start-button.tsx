import type { DatasetStatus } from '../../../src/schemas/dataset.ts'
import { language } from '../session/preferences.ts'
import { t } from '../i18n/language.ts'
import { brokerDown, ledgerDown, link } from '../live/live.ts'
import { asked, startRun } from '../runs/start-run.ts'
import { mayStartRuns, session } from '../session/session.ts'
import { Icon } from './icon.tsx'

function whyNot(): string | undefined {
  if (session.value !== undefined && !mayStartRuns.value) return t('start.viewer')
  if (ledgerDown.value) return t('start.ledger-down-hint')
  if (brokerDown.value) return t('start.broker-down-hint')
  if (link.value === 'lost') return t('start.disconnected-hint')
  return undefined
}

/**
 * *Sincronizar ahora*. It stays reachable by keyboard when it can't be pressed, so that everybody
 * can learn why.
 */
export function StartButton({ dataset }: { readonly dataset: DatasetStatus }) {
  const pending = asked.value.has(dataset.name)
  const reason = whyNot()
  const disabled = pending || reason !== undefined
  const reasonId = `why-not-${dataset.name}`
  const title = dataset.title[language.value]
  return (
    <div class="start">
      <button
        type="button"
        class="button accent"
        aria-disabled={disabled}
        aria-describedby={reason === undefined ? undefined : reasonId}
        onClick={() => {
          if (!disabled) void startRun(dataset.name)
        }}
      >
        <Icon name={pending ? 'send' : 'sync'} />
        {pending ? t('start.pending') : t('start.now')}
        <span class="visually-hidden">{`: ${title}`}</span>
      </button>
      {reason === undefined ? null : (
        <p class="start-reason" id={reasonId}>
          {reason}
        </p>
      )}
    </div>
  )
}
