import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'

/** A name for this process that no other process has: host, process id and four random bytes. */
export function instanceId(): string {
  return `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`
}
