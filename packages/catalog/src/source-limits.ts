import { Type, type Static } from '@sinclair/typebox'
import type { Finding } from './fault.ts'
import { scheduleFault } from './schedule.ts'

const strict = { additionalProperties: false }

/** In the order of a week. */
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

const OrOff = (maximum: number) =>
  Type.Union([Type.Integer({ minimum: 1, maximum }), Type.Literal('off')], {
    expected: 'a whole number, or `off`',
  })

const ClockTime = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
  expected: "a time of the day such as '08:30'",
})

const ClosedHoursDefinition = Type.Object(
  {
    days: Type.Optional(
      Type.Array(Type.Union(weekdays.map((day) => Type.Literal(day))), {
        minItems: 1,
        uniqueItems: true,
        expected: 'a list of mon, tue, wed, thu, fri, sat, sun',
      }),
    ),
    from: ClockTime,
    to: ClockTime,
    timeZone: Type.String({ minLength: 1, expected: 'a zone such as `America/La_Paz`' }),
  },
  { ...strict, expected: "`{ days: [mon, tue], from: '08:30', to: '12:30', timeZone: … }`" },
)

const SourceLimitsDefinition = Type.Object(
  {
    maxConnections: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 64, expected: 'a whole number from 1 to 64' }),
    ),
    maxRowsPerSecond: Type.Optional(OrOff(100_000_000)),
    maxSnapshotMinutes: Type.Optional(OrOff(10_080)),
    closed: Type.Optional(
      Type.Array(ClosedHoursDefinition, { expected: 'a list of `{ days, from, to, timeZone }`' }),
    ),
  },
  { ...strict, expected: 'a map of limits such as `maxConnections: 2`' },
)

/** The file `sources.yaml` of a catalog: limits by the name of the connection. */
export const SourcesDefinition = Type.Record(Type.String(), SourceLimitsDefinition, {
  expected: 'a map of connections, each with its limits',
})
export type SourcesDefinition = Static<typeof SourcesDefinition>

/** Hours of a day in which a source may not be read. From `to` on it may; over midnight too. */
export interface ClosedHours {
  readonly days: readonly Weekday[]
  readonly from: string
  readonly to: string
  readonly timeZone: string
}

/** What may be asked of a source, by all runs of a worker together. */
export interface SourceLimits {
  readonly maxConnections: number
  /** Undefined: as fast as it gives. */
  readonly maxRowsPerSecond: number | undefined
  /** How long a snapshot may be held: as long as it is, the source cannot clean up after it. */
  readonly maxSnapshotMinutes: number | undefined
  readonly closed: readonly ClosedHours[]
}

const defaults = { maxConnections: 4, maxSnapshotMinutes: 240 }

/** The limits of a connection; those of one that is not named, when nothing is written of it. */
export function resolveLimits(written: SourcesDefinition[string] | undefined): SourceLimits {
  const { maxConnections, maxRowsPerSecond, maxSnapshotMinutes, closed } = {
    ...defaults,
    ...written,
  }
  return {
    maxConnections,
    maxRowsPerSecond: maxRowsPerSecond === 'off' ? undefined : maxRowsPerSecond,
    maxSnapshotMinutes: maxSnapshotMinutes === 'off' ? undefined : maxSnapshotMinutes,
    closed: (closed ?? []).map((hours) => ({ ...hours, days: hours.days ?? weekdays })),
  }
}

/** What in `sources.yaml` has the right form and still makes no sense. */
export function checkSources(
  sources: SourcesDefinition,
  connections: ReadonlySet<string>,
): readonly Finding[] {
  return Object.entries(sources).flatMap(([name, { closed = [] }]) => [
    ...(connections.has(name)
      ? []
      : [{ path: [name], reason: `no dataset reads a connection ${name}; name one that is read` }]),
    ...closed.flatMap(({ from, to, timeZone }, place) => {
      const path = [name, 'closed', place]
      const isZone = scheduleFault({ cron: '0 0 * * *', timeZone }) === undefined
      return [
        ...(isZone ? [] : [{ path: [...path, 'timeZone'], reason: `no such zone: ${timeZone}` }]),
        ...(from === to ? [{ path, reason: 'from and to are the same; write when it ends' }] : []),
      ]
    }),
  ])
}
