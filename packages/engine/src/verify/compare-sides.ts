import {
  deepestBuckets,
  type BucketDigest,
  type BucketLevel,
  type KeyDigest,
} from '@aaps-data/contracts'

/** One of two places that should hold the same rows. */
export interface DigestSide {
  digestBuckets(level: BucketLevel): Promise<readonly BucketDigest[]>
  digestKeys(level: BucketLevel): Promise<readonly KeyDigest[]>
}

export interface Sides {
  readonly source: DigestSide
  readonly target: DigestSide
  /** Both can be asked at one time: they do not share a connection. */
  readonly areApart: boolean
}

/** A key whose rows are not the same on both sides. */
export interface RowDifference {
  readonly kind: 'missing' | 'extra' | 'different'
  /** As text; of a table without a key, the whole row. */
  readonly key: readonly (string | null)[]
  readonly sourceRows: number
  readonly targetRows: number
}

export interface Comparison {
  readonly sourceRows: number
  readonly targetRows: number
  readonly isEqual: boolean
  /** In the order of their keys' texts. */
  readonly differences: readonly RowDifference[]
  /** How many keys differ in all; undefined when there are too many to find them all. */
  readonly total: number | undefined
}

const maxDifferences = 100
const smallRows = 1_000
const maxKeys = 20_000
const maxDescents = 32

interface Pair {
  readonly bucket: number
  readonly source: number
  readonly target: number
}

/**
 * Compares two sides by the digests of buckets, and goes down only where they differ, until the
 * keys that differ are known: at most a hundred of them. Each level reads each side once; of equal
 * sides one level is all. What it holds in memory does not grow with the tables.
 */
export async function compareSides(sides: Sides, signal: AbortSignal): Promise<Comparison> {
  const found: RowDifference[] = []
  let isWhole = true
  let rows = { sourceRows: 0, targetRows: 0 }
  let within: readonly number[] = []

  for (let depth = 1; depth <= deepestBuckets; depth += 1) {
    signal.throwIfAborted()
    const level = { depth, within }
    const [ours, theirs] = await bothOf(sides, (side) => side.digestBuckets(level))
    if (depth === 1) rows = { sourceRows: sumRows(ours), targetRows: sumRows(theirs) }
    const pairs = differingBuckets(ours, theirs)

    const isLeaf = ({ source: s, target: t }: Pair) =>
      Math.max(s, t) <= smallRows || depth === deepestBuckets
    const leaves = withinBudget(pairs.filter(isLeaf))
    const branches = pairs.filter((pair) => !isLeaf(pair))
    isWhole &&= leaves.isWhole && branches.length <= maxDescents
    if (leaves.buckets.length > 0) {
      signal.throwIfAborted()
      const below = { depth: depth + 1, within: leaves.buckets }
      found.push(...differingKeys(...(await bothOf(sides, (side) => side.digestKeys(below)))))
    }
    within = branches.slice(0, maxDescents).map(({ bucket }) => bucket)
    if (within.length === 0) break
    if (found.length >= maxDifferences) {
      isWhole = false
      break
    }
  }
  return {
    ...rows,
    isEqual: isWhole && found.length === 0,
    differences: found.toSorted(byKey).slice(0, maxDifferences),
    total: isWhole ? found.length : undefined,
  }
}

async function bothOf<T>(
  { source, target, areApart }: Sides,
  ask: (side: DigestSide) => Promise<T>,
): Promise<readonly [T, T]> {
  return areApart ? Promise.all([ask(source), ask(target)]) : [await ask(source), await ask(target)]
}

function sumRows(buckets: readonly BucketDigest[]): number {
  return buckets.reduce((sum, { rows }) => sum + rows, 0)
}

function differingBuckets(
  ours: readonly BucketDigest[],
  theirs: readonly BucketDigest[],
): readonly Pair[] {
  return pairUp(ours, theirs, ({ bucket }) => bucket)
    .filter(([source, target]) => !isSame(source, target))
    .map(([source, target]) => ({
      bucket: source?.bucket ?? target?.bucket ?? 0,
      source: source?.rows ?? 0,
      target: target?.rows ?? 0,
    }))
}

function differingKeys(
  ours: readonly KeyDigest[],
  theirs: readonly KeyDigest[],
): readonly RowDifference[] {
  return pairUp(ours, theirs, ({ key }) => JSON.stringify(key))
    .filter(([source, target]) => !isSame(source, target))
    .map(([source, target]) => ({
      kind: target === undefined ? 'missing' : source === undefined ? 'extra' : 'different',
      key: source?.key ?? target?.key ?? [],
      sourceRows: source?.rows ?? 0,
      targetRows: target?.rows ?? 0,
    }))
}

function pairUp<T>(
  ours: readonly T[],
  theirs: readonly T[],
  nameOf: (item: T) => string | number,
): readonly (readonly [T | undefined, T | undefined])[] {
  const left = new Map(ours.map((item) => [nameOf(item), item]))
  const right = new Map(theirs.map((item) => [nameOf(item), item]))
  const names = new Set([...left.keys(), ...right.keys()])
  return [...names].map((name) => [left.get(name), right.get(name)] as const)
}

function isSame(
  one: { readonly rows: number; readonly digest: string } | undefined,
  other: { readonly rows: number; readonly digest: string } | undefined,
): boolean {
  return one?.rows === other?.rows && one?.digest === other?.digest
}

// The first bucket is always within: one alone may have more rows than the rest together.
function withinBudget(pairs: readonly Pair[]): {
  readonly buckets: readonly number[]
  readonly isWhole: boolean
} {
  const buckets: number[] = []
  let keys = 0
  for (const { bucket, source, target } of pairs) {
    keys += source + target
    if (buckets.length > 0 && keys > maxKeys) return { buckets, isWhole: false }
    buckets.push(bucket)
  }
  return { buckets, isWhole: true }
}

function byKey(one: RowDifference, other: RowDifference): number {
  const [left, right] = [JSON.stringify(one.key), JSON.stringify(other.key)]
  return left < right ? -1 : left > right ? 1 : 0
}
