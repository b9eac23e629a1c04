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
  // Before the mistake, days are one less than they are counted from then on.
  const shift = system === 1900 && day < mistakenDay ? dayMs : 0
  return new Date(epochs[system] + ms + shift).toISOString().slice(0, -1).replace('T', ' ')
}
