import type { DatasetStatus } from '../../../src/schemas/dataset.ts'
import { formatMoment } from '../format/instant.ts'
import { locale, number, t } from '../i18n/language.ts'
import { now } from '../live/live.ts'
import { stateFaces } from './badge.tsx'

const barsShown = 30
const pitch = 8
const height = 28

type Recent = DatasetStatus['recent'][number]

// A failed run is tall and broken, a cancelled one short: the strip reads without colour.
function barPath({ state }: Recent, x: number): string {
  if (state === 'failed') return `M${x} 0h5v17h-5zM${x} 22h5v6h-5z`
  if (state === 'succeeded') return `M${x} 8h5v20h-5z`
  return `M${x} 20h5v8h-5z`
}

/** The latest finished runs of a dataset, oldest first, as bars with a sentence that says the same. */
export function RecentStrip({ recent }: Pick<DatasetStatus, 'recent'>) {
  const shown = recent.slice(-barsShown)
  const count = (state: Recent['state']) =>
    number(shown.filter((run) => run.state === state).length)
  const last = shown.at(-1)
  if (last === undefined) return <p class="quiet">{t('strip.empty')}</p>
  const label = t('strip.label', {
    total: number(shown.length),
    succeeded: count('succeeded'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    last: t(`state.${last.state}`).toLowerCase(),
  })
  return (
    <svg
      class="strip"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${shown.length * pitch} ${height}`}
      style={{ width: `${shown.length * pitch}px` }}
    >
      {shown.map((run, index) => (
        <path key={run.id} class={stateFaces[run.state].tone} d={barPath(run, index * pitch)}>
          <title>
            {`${t(`state.${run.state}`)} · ${formatMoment(run.at, now.value, locale.value)}`}
          </title>
        </path>
      ))}
    </svg>
  )
}
