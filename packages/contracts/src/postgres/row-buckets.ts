import { digestOf, digestSums, selectLines, type DigestRow } from './row-digest.ts'

/**
 * A place in a tree of buckets over the rows of a table. A row's bucket at depth d is the low 10·d
 * bits of its key's hash, so each bucket has 1,024 at the next depth.
 */
export interface BucketLevel {
  /** 1 is the top. */
  readonly depth: number
  /** Buckets at the depth above, whose rows alone are meant; all rows at depth 1. */
  readonly within: readonly number[]
}

export interface BucketDigest {
  readonly bucket: number
  readonly rows: number
  readonly digest: string
}

/** The rows that share a key: one, unless the table has no key or the key is not kept unique. */
export interface KeyDigest {
  /** The key's values as text; of a table without a key, the whole row's. */
  readonly key: readonly (string | null)[]
  readonly rows: number
  readonly digest: string
}

/** What the rows of a table are made of, on one server. Expressions take the alias `r`. */
export interface RowExpressions {
  /** Qualified and quoted. */
  readonly relation: string
  readonly values: readonly string[]
  /** Those of the key's columns; empty where the whole row is the key. */
  readonly keyValues: readonly string[]
}

/** Deeper, keys would have to share 40 bits of their hash. */
export const deepestBuckets = 4

/** Digests each bucket of a level that has rows. `$1` is the level's mask; see `bucketParameters`. */
export function selectBucketDigests(rows: RowExpressions): string {
  return `select (l.at & $1::bigint)::text as bucket, count(*)::text as rows, ${digestSums('l')}
    from (${keyedLines(rows)}) as l where ${isWithin} group by l.at & $1::bigint`
}

/** Digests each key whose row is in one of the buckets `within` at a depth above `level`. */
export function selectKeyDigests(rows: RowExpressions): string {
  return `select l.key, count(*)::text as rows, ${digestSums('l')}
    from (${keyedLines(rows)}) as l where $1::bigint <> 0 and ${isWithin} group by l.key`
}

// The mask of the level above is 0 at the top: there all rows are within.
const isWithin = '($2::bigint = 0 or (l.at & $2::bigint) = any ($3::bigint[]))'

function keyedLines({ relation, values, keyValues }: RowExpressions): string {
  const key = keyValues.length === 0 ? values : keyValues
  return selectLines({
    relation,
    columns: [
      `hashtextextended(row(${key.join(', ')})::text, 2) as at`,
      `array[${key.map((value) => `${value}::text`).join(', ')}] as key`,
    ],
    values: values.join(', '),
  })
}

/** The parameters of both queries. */
export function bucketParameters({ depth, within }: BucketLevel): readonly unknown[] {
  return [maskOf(depth), maskOf(depth - 1), within.map(String)]
}

function maskOf(depth: number): string {
  return String(2n ** BigInt(10 * depth) - 1n)
}

interface CountedDigestRow extends DigestRow {
  readonly rows: string
}

export interface BucketDigestRow extends CountedDigestRow {
  readonly bucket: string
}

export interface KeyDigestRow extends CountedDigestRow {
  readonly key: readonly (string | null)[]
}

/** Reads a row of `selectBucketDigests`. */
export function bucketDigestOf(row: BucketDigestRow): BucketDigest {
  return { bucket: Number(row.bucket), rows: Number(row.rows), digest: digestOf(row) }
}

/** Reads a row of `selectKeyDigests`. */
export function keyDigestOf(row: KeyDigestRow): KeyDigest {
  return { key: row.key, rows: Number(row.rows), digest: digestOf(row) }
}

/**
 * Gives a text that two servers have in common when they write and hash values alike: their
 * encodings, the order of their bytes and how they print numbers and times decide it.
 */
export const selectAlikeness = `
  select hashtextextended(row(getdatabaseencoding(), 0.1::float8, 1.1::float4, 'NaN'::float8,
    '0044-03-15 12:00:00.000001+00 BC'::timestamptz, '1 mon -1 days'::interval,
    '\\x00ff'::bytea, 1.50::numeric, true, '{"b": 1, "a": [null]}'::jsonb)::text, 0)::text as alikeness`
