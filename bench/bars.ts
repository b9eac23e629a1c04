import limits from './limits.json'

export type BarName = keyof typeof limits

/** A figure that has to stay at or below its limit. */
export interface Bar {
  readonly name: BarName
  readonly value: number
  readonly limit: number
  readonly isMet: boolean
}

/** Holds a figure against its limit in limits.json. */
export function measureBar(name: BarName, value: number): Bar {
  const limit = limits[name]
  return { name, value, limit, isMet: value <= limit }
}

/** One line for each bar: `bar <name> <value> <limit> ok`, or `missed`. */
export function barLines(bars: readonly Bar[]): string {
  return bars
    .map(({ name, value, limit, isMet }) =>
      ['bar', name, value.toFixed(2), limit.toFixed(2), isMet ? 'ok' : 'missed'].join(' '),
    )
    .join('\n')
}
