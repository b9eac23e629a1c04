import { formatExact, formatMoment } from '../format/instant.ts'
import { formatRelative } from '../format/relative.ts'
import { locale } from '../i18n/language.ts'
import { now } from '../live/live.ts'

interface MomentProps {
  readonly at: string
  /** `ago`: how far from now. `clock`: the time of day. `both`: the time of day, then how far. */
  readonly show?: 'ago' | 'clock' | 'both'
}

/** An instant, with its exact time and zone in the title. */
export function Moment({ at, show = 'ago' }: MomentProps) {
  const ago = formatRelative(at, now.value, locale.value.language)
  const clock = formatMoment(at, now.value, locale.value)
  const text = { ago, clock, both: `${clock} · ${ago}` }[show]
  return (
    <time dateTime={at} title={formatExact(at, locale.value)}>
      {text}
    </time>
  )
}
