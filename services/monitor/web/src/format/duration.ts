import type { Language } from '../i18n/translate.ts'
import { formatNumber } from './number.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** A long time to the minute, for ages and limits: `34 min`, `1 h 12 min`, `1 d`. */
export function formatSpan(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / minute)
  if (minutes < 60) return `${minutes} min`
  const [large, small] =
    ms < day
      ? [`${Math.floor(minutes / 60)} h`, `${minutes % 60} min`]
      : [`${Math.floor(ms / day)} d`, `${Math.floor((ms % day) / hour)} h`]
  return small.startsWith('0') ? large : `${large} ${small}`
}

/** A length of time in its two largest units: `340 ms`, `2,4 s`, `3 min 08 s`, `2 h 05 min`, `3 d 4 h`. */
export function formatDuration(ms: number, language: Language): string {
  const length = Math.max(0, ms)
  if (length < second) return `${formatNumber(Math.round(length), language)} ms`
  if (length < 10 * second) return `${formatNumber(Math.round(length / 100) / 10, language)} s`
  const seconds = Math.round(length / second)
  if (seconds < 60) return `${seconds} s`
  if (length < hour) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`
  const minutes = Math.floor(length / minute)
  if (length < day) return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`
  return `${Math.floor(length / day)} d ${Math.floor((length % day) / hour)} h`
}
