/** Which line of servers is played. */
export type Generation = '12.1' | '19c' | '23ai'

export interface GenerationFacts {
  /** Of the transport layer. */
  readonly transportVersion: number
  /** Of the fields in the messages of the two-task layer. The lower one of both sides counts. */
  readonly fieldVersion: number
  readonly release: readonly [number, number, number, number, number]
  /** Negotiation and the first half of the log-in in one message; answers that say where they end. */
  readonly isModern: boolean
}

export const generations: Readonly<Record<Generation, GenerationFacts>> = {
  '12.1': {
    transportVersion: 315,
    fieldVersion: 7,
    release: [12, 1, 0, 2, 0],
    isModern: false,
  },
  '19c': { transportVersion: 318, fieldVersion: 12, release: [19, 3, 0, 0, 0], isModern: false },
  '23ai': { transportVersion: 319, fieldVersion: 24, release: [23, 4, 0, 24, 5], isModern: true },
}

/** The fields that came with a version. */
export const fieldsSince = {
  longIdentifiers: 8,
  chunkIdentifiers: 9,
  packedRelease: 11,
  errorSqlType: 14,
  domains: 17,
  pipelining: 18,
  annotations: 20,
  vectors: 24,
} as const

/** The release as one number, as the log-in tells it. */
export function releaseNumber({ release }: GenerationFacts, fieldVersion: number): number {
  const [a, b, c, d, e] = release
  const packed =
    fieldVersion >= fieldsSince.packedRelease
      ? (a << 24) | (b << 16) | (c << 12) | (d << 4) | e
      : (a << 24) | (b << 20) | (c << 12) | (d << 8) | e
  return packed >>> 0
}
