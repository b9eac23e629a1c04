/** Why a file is not read as one of features. */
export type GeoFault =
  /** Of none of the formats. */
  | 'unknown format'
  /** Bytes that contradict each other, or what the format says. */
  | 'damaged'
  /** It ends before it should. */
  | 'truncated'
  /** More than anything of its kind needs. */
  | 'too large'
  /** It does what only an attack does. */
  | 'hostile'
  /** Only who knows its password can read it. */
  | 'encrypted'
  /** Texts in an encoding that is not read, or not in the one that it names. */
  | 'encoding'
  /** A layer without a file or table that it needs. */
  | 'part missing'
  | 'no layers'
  | 'no layer'
  | 'several layers'
  /** Still open in the program that writes it: what it wrote last is not in the file. */
  | 'unfinished'
  /** Something of the format that is not read. */
  | 'unsupported'

/** Where in a file, and what there is. Never a value of a feature. */
export interface GeoFacts {
  readonly part?: string
  readonly layer?: string
  readonly layers?: readonly string[]
  /** The position of the feature in its layer, from 1. */
  readonly feature?: number
  /** Of the byte in the file or part, from 0. */
  readonly offset?: number
  /** Of a text, from 1. */
  readonly line?: number
  readonly reason?: string
}

/** A file that cannot be read as features, or lacks what is looked for in it. */
export class GeoError extends Error {
  override readonly name = 'GeoError'
  readonly kind: GeoFault
  readonly facts: GeoFacts

  constructor(kind: GeoFault, facts: GeoFacts = {}, cause?: unknown) {
    super(`The features cannot be read: ${kind}`, cause === undefined ? undefined : { cause })
    this.kind = kind
    this.facts = facts
  }
}
