/** From which day a workbook counts: the end of 1899, or the beginning of 1904. */
export type DateSystem = 1900 | 1904

const dayMs = 86_400_000
/** Day 0 of each system. That of 1900 is two days before it: one is counted from 1, one is a mistake. */
const epochs = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) }
const mistakenDay = 60
const lastDay = { 1900: 2_958_466, 1904: 2_957_004 }

/**
 * The date and time of a serial number as `YYYY-MM-DD HH:MM:SS.mmm`, to the millisecond, which is as
 * exact as Excel is. Undefined for what is no date there: negative numbers, times of no day, those after 9999,
 * and the 29 February that 1900 did not have.
 * https://learn.microsoft.com/office/troubleshoot/excel/wrongly-assumes-1900-is-leap-year
 */
export function timeOfSerial(serial: number, system: DateSystem): string | undefined {
  if (!Number.isFinite(serial) || serial < 0) return undefined
  const ms = Math.round(serial * dayMs)
  const day = Math.floor(ms / dayMs)
  if (day >= lastDay[system]) return undefined
  if (system === 1900 && (day === 0 || day === mistakenDay)) return undefined
  return `${dateOfDay(day, system)} ${clockTime(ms - day * dayMs)}`
}

/** Sheets have few days many times. */
const knownDays = { 1900: new Map<number, string>(), 1904: new Map<number, string>() }
const mostKnown = 10_000

function dateOfDay(day: number, system: DateSystem): string {
  const known = knownDays[system].get(day)
  if (known !== undefined) return known
  // Before the mistake, days are one less than they are counted from then on.
  const shift = system === 1900 && day < mistakenDay ? 1 : 0
  const date = new Date(epochs[system] + (day + shift) * dayMs).toISOString().slice(0, 10)
  if (knownDays[system].size >= mostKnown) knownDays[system].clear()
  knownDays[system].set(day, date)
  return date
}

function clockTime(ms: number): string {
  if (ms === 0) return '00:00:00.000'
  const two = (count: number) => String(count).padStart(2, '0')
  const seconds = Math.floor(ms / 1_000)
  const minutes = Math.floor(seconds / 60)
  const clock = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`
  return `${clock}.${String(ms % 1_000).padStart(3, '0')}`
}
