import type { ExtentCause, ExtentVerdict } from './check-extent.ts'

/** How the geometries of a file lie. */
export interface ExtentSummary {
  readonly inside: number
  readonly outside: number
  /** Of those outside, by their cause, the most frequent first. */
  readonly causes: readonly {
    readonly cause: ExtentCause
    readonly count: number
    /** Systems in which every one of them would be inside. */
    readonly epsg: readonly number[]
    /** The numbers of the first ones. */
    readonly features: readonly number[]
  }[]
  /** The one that explains nearly all of those outside, where these are most: then it is the file's. */
  readonly causeOfFile: ExtentCause | undefined
}

const mostExamples = 10
const nearlyAll = 0.9

/** Counts verdicts. Memory does not grow with their number. */
export function createExtentTally(): {
  add(feature: number, verdict: ExtentVerdict): void
  summary(): ExtentSummary
} {
  let inside = 0
  let outside = 0
  const found = new Map<
    ExtentCause,
    { count: number; epsg: readonly number[]; features: number[] }
  >()
  return {
    add(feature, verdict) {
      if (verdict.isInside) {
        inside += 1
        return
      }
      outside += 1
      const known = found.get(verdict.cause)
      if (known === undefined) {
        found.set(verdict.cause, { count: 1, epsg: verdict.epsg, features: [feature] })
        return
      }
      known.count += 1
      known.epsg = known.epsg.filter((code) => verdict.epsg.includes(code))
      if (known.features.length < mostExamples) known.features.push(feature)
    },
    summary() {
      const causes = [...found]
        .map(([cause, { count, epsg, features }]) => ({ cause, count, epsg, features }))
        .sort((left, right) => right.count - left.count)
      const [first] = causes
      const isOfFile =
        first !== undefined &&
        first.cause !== 'unknown' &&
        outside > inside &&
        first.count >= outside * nearlyAll
      return { inside, outside, causes, causeOfFile: isOfFile ? first.cause : undefined }
    },
  }
}
