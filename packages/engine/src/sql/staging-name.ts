import { createHash } from 'node:crypto'
import { qualifiedName } from './quote-identifier.ts'

export const stagingSchema = 'sync_staging'

/**
 * Names the staging table of one attempt: `<dataset>_<fence>_<table>`, the dataset as a hash of
 * ten characters, a long table name as a hash too. Never longer than PostgreSQL's 63 bytes, and
 * different for different tables, datasets and fences.
 */
export function stagingName(dataset: string, fence: number, table: string): string {
  const name = `${stagingPrefix(dataset)}${fence}_${table}`
  if (Buffer.byteLength(name) <= 63) return name
  return `${stagingPrefix(dataset)}${fence}_${shortHash(table)}`
}

/** The staging table of one attempt, qualified and quoted. */
export function stagingRelation(dataset: string, fence: number, table: string): string {
  return qualifiedName(stagingSchema, stagingName(dataset, fence, table))
}

/** What the names of all staging tables of a dataset begin with. */
export function stagingPrefix(dataset: string): string {
  return `${shortHash(dataset)}_`
}

/** The fence in a staging table's name; undefined in a name that is none. */
export function fenceOfStaging(name: string): number | undefined {
  const match = /^[0-9a-f]{10}_(\d+)_/.exec(name)
  return match?.[1] === undefined ? undefined : Number(match[1])
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10)
}
