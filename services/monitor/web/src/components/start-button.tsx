import type { RunMode } from '@aaps-data/contracts'
import { useSignal, type Signal } from '@preact/signals'
import type { DatasetStatus } from '../../../src/schemas/dataset.ts'
import { formatMoment } from '../format/instant.ts'
import { locale, t } from '../i18n/language.ts'
import { brokerDown, ledgerDown, link, live, now } from '../live/live.ts'
import { activeRunOf } from '../runs/active-run.ts'
import { asked, startRun } from '../runs/start-run.ts'
import { language } from '../session/preferences.ts'
import { mayStartRuns, session } from '../session/session.ts'
import { Icon } from './icon.tsx'

function whyNot(): string | undefined {
  if (session.value !== undefined && !mayStartRuns.value) return t('start.viewer')
  if (ledgerDown.value) return t('start.ledger-down-hint')
  if (brokerDown.value) return t('start.broker-down-hint')
  if (link.value === 'lost') return t('start.disconnected-hint')
  return undefined
}

/** What a press would come on top of: it asks for one run more. */
function whatExists(dataset: string): string | undefined {
  const { state, notBefore } = activeRunOf(dataset, live.value?.runs) ?? {}
  if (state === 'running') return t('start.exists.running')
  if (state === 'queued') return t('start.exists.queued')
  if (state !== 'waiting' || notBefore === null || notBefore === undefined) return undefined
  return t('start.exists.waiting', { clock: formatMoment(notBefore, now.value, locale.value) })
}

function ModeChoice({ mode }: { readonly mode: Signal<RunMode> }) {
  return (
    <label class="field start-mode">
      <span>{t('start.mode')}</span>
      <select
        value={mode.value}
        onChange={({ currentTarget }) => (mode.value = currentTarget.value as RunMode)}
      >
        {(['auto', 'full', 'incremental'] as const).map((choice) => (
          <option key={choice} value={choice}>
            {t(`mode.${choice}`)}
          </option>
        ))}
      </select>
    </label>
  )
}

/**
 * *Sincronizar ahora*, and *Simular* beside it. They stay reachable by keyboard when they can't be
 * pressed, so that everybody can learn why. It stays possible to ask for a run while there is one,
 * knowingly.
 */
export function StartButton({ dataset }: { readonly dataset: DatasetStatus }) {
  const mode = useSignal<RunMode>('auto')
  const pending = asked.value.has(dataset.name)
  const reason = whyNot()
  const hint = reason ?? (pending ? undefined : whatExists(dataset.name))
  const disabled = pending || reason !== undefined
  const hintId = `start-hint-${dataset.name}`
  const title = <span class="visually-hidden">{`: ${dataset.title[language.value]}`}</span>
  const button = (preview: boolean) => ({
    type: 'button' as const,
    'aria-disabled': disabled,
    'aria-describedby': hint === undefined ? undefined : hintId,
    onClick: () => {
      if (!disabled) void startRun(dataset.name, { mode: mode.value, preview })
    },
  })
  return (
    <div class="start">
      <div class="start-buttons">
        <button class="button" {...button(true)}>
          {t('start.preview')}
          {title}
        </button>
        <button class="button accent" {...button(false)}>
          <Icon name={pending ? 'send' : 'sync'} />
          {pending ? t('start.pending') : t('start.now')}
          {title}
        </button>
      </div>
      {dataset.isIncremental && !disabled ? <ModeChoice mode={mode} /> : null}
      {hint === undefined ? null : (
        <p class="start-reason" id={hintId}>
          {hint}
        </p>
      )}
    </div>
  )
}
