import type { ErrorDetails } from '@aaps-data/contracts'
import { Client } from 'pg'
import type { Snapshot, Source } from '../source.ts'
import { postgresFailure } from './postgres-failure.ts'
import { openPostgresSnapshot } from './postgres-snapshot.ts'

export interface PostgresSourceOptions {
  /** Names the connection in errors. */
  readonly name: string
  readonly url: string
  readonly connectTimeoutMs?: number
}

/**
 * A PostgreSQL server that is only read. Each snapshot has a connection of its own, opened for it
 * and closed with it, and keeps no state in the session: a pooler in transaction mode may stand
 * between. Errors name the source, its host and its database, never the credentials.
 */
export function createPostgresSource({
  name,
  url,
  connectTimeoutMs = 8_000,
}: PostgresSourceOptions): Source {
  const open = new Set<Snapshot>()
  const createClient = () => {
    const client = new Client({
      connectionString: url,
      application_name: 'aaps-sync',
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    })
    // The query at hand fails with it as well; an idle client must not end the process.
    client.on('error', () => undefined)
    return client
  }

  return {
    async openSnapshot({ signal }) {
      const details = { source: name, ...addressOf(createClient()) }
      const connect = async () => {
        const client = createClient()
        await connectClient(client, { signal, details })
        return client
      }
      const snapshot = await openPostgresSnapshot({ connect, signal, details })
      const tracked: Snapshot = {
        ...snapshot,
        release: () => {
          open.delete(tracked)
          return snapshot.release()
        },
      }
      open.add(tracked)
      return tracked
    },

    async close() {
      await Promise.all([...open].map((snapshot) => snapshot.release()))
    },
  }
}

function addressOf({ host, port, database }: Client): ErrorDetails {
  return { host, port, ...(database === undefined ? {} : { database }) }
}

async function connectClient(
  client: Client,
  { signal, details }: { readonly signal: AbortSignal; readonly details: ErrorDetails },
): Promise<void> {
  signal.throwIfAborted()
  const cut = () => client.connection.stream.destroy(new Error('Connection terminated'))
  signal.addEventListener('abort', cut, { once: true })
  try {
    await client.connect()
  } catch (error) {
    signal.throwIfAborted()
    throw postgresFailure(error, details)
  } finally {
    signal.removeEventListener('abort', cut)
  }
}
