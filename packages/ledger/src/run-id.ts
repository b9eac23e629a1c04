import { createHash } from 'node:crypto'

/** Namespace of the ids of runs: the version 5 id of `sync.aaps.gob.bo` in the DNS namespace. */
const namespace = Buffer.from('6dadc40858c759a795e84081ec39bf85', 'hex')

/**
 * The id of the run that a key names: a version 5 UUID (RFC 9562), so two schedulers, a double
 * click and a redelivery all name one run. Pure.
 */
export function runIdOf(requestKey: string): string {
  const hash = createHash('sha1').update(namespace).update(requestKey).digest().subarray(0, 16)
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}

/** The key of a slot: one per dataset and instant. */
export function slotKey(dataset: string, slotAt: Date): string {
  return `slot:${dataset}@${slotAt.toISOString()}`
}

/** The key of a request: `user` is the login that the broker has validated. */
export function requestKeyOf(user: string, idempotencyKey: string): string {
  return `req:${user}:${idempotencyKey}`
}
