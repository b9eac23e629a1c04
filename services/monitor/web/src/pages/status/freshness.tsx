import type { DatasetStatus } from '../../../../src/schemas/dataset.ts'
import { formatSpan } from '../../format/duration.ts'
import { formatExact } from '../../format/instant.ts'
import { locale, t } from '../../i18n/language.ts'
import { now } from '../../live/live.ts'

const minuteMs = 60_000

/** How old the data are, against the limit that was set for them. */
export function Freshness({ dataset }: { readonly dataset: DatasetStatus }) {
  const limitMs = dataset.freshnessLimitMinutes * minuteMs
  const limit = t('freshness.limit', { limit: formatSpan(limitMs) })
  if (dataset.dataAt === null) {
    return (
      <>
        <p class="figure">{t('freshness.never')}</p>
        <p class="quiet">{limit}</p>
      </>
    )
  }
  const ageMs = now.value - new Date(dataset.dataAt).getTime()
  const share = Math.min(1, ageMs / limitMs)
  return (
    <>
      <p class="figure">
        <time dateTime={dataset.dataAt} title={formatExact(dataset.dataAt, locale.value)}>
          {ageMs < minuteMs ? t('freshness.now') : formatSpan(ageMs)}
        </time>
      </p>
      <div class={`age ${share >= 1 ? 'over' : ''}`} aria-hidden="true">
        <div style={{ width: `${Math.round(100 * share)}%` }} />
      </div>
      <p class="quiet">{limit}</p>
    </>
  )
}
