import type { DatasetHealth } from '../../../src/schemas/dataset.ts'
import type { RunSummary, ShownState } from '../../../src/schemas/run.ts'
import { t } from '../i18n/language.ts'
import { shownStateOf } from '../runs/shown-state-of.ts'
import { Icon, type IconName } from './icon.tsx'

export type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'calm'

export const stateFaces = {
  accepted: { icon: 'send', tone: 'calm' },
  queued: { icon: 'queue', tone: 'calm' },
  running: { icon: 'play', tone: 'busy' },
  waiting: { icon: 'retry', tone: 'warn' },
  held: { icon: 'pause', tone: 'bad' },
  succeeded: { icon: 'check', tone: 'good' },
  failed: { icon: 'cross', tone: 'bad' },
  cancelled: { icon: 'slash', tone: 'calm' },
  planned: { icon: 'dashed', tone: 'calm' },
  previewing: { icon: 'eye', tone: 'busy' },
  previewed: { icon: 'eye', tone: 'warn' },
} as const satisfies Record<
  ShownState | 'planned' | 'previewing' | 'previewed',
  { icon: IconName; tone: Tone }
>

export const healthFaces = {
  fresh: { icon: 'check', tone: 'good' },
  late: { icon: 'clock', tone: 'warn' },
  failing: { icon: 'cross', tone: 'bad' },
  never: { icon: 'dashed', tone: 'calm' },
} as const satisfies Record<DatasetHealth, { icon: IconName; tone: Tone }>

interface StateBadgeProps {
  readonly run: Pick<RunSummary, 'state' | 'preview'> | { readonly state: 'planned' }
}

/** The state of a run: shape, word and colour. */
export function StateBadge({ run }: StateBadgeProps) {
  const state = run.state === 'planned' ? run.state : shownStateOf(run)
  const { icon, tone } = stateFaces[state]
  return (
    <span class={`badge ${tone}`}>
      <Icon name={icon} size={16} />
      {t(`state.${state}`)}
    </span>
  )
}

/** The health of a dataset: shape, word and colour. */
export function HealthBadge({ health }: { readonly health: DatasetHealth }) {
  const { icon, tone } = healthFaces[health]
  return (
    <span class={`badge ${tone}`}>
      <Icon name={icon} size={16} />
      {t(`health.${health}`)}
    </span>
  )
}
