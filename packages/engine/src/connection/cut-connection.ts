import type { Client } from 'pg'

/** Ends a connection at once, whatever it waits for: what runs on it fails as unreachable. */
export function cutConnection(client: Client): void {
  client.connection.stream.destroy()
}

/** Does `work` on a connection, which is cut when that takes longer than `limitMs`. */
export async function withinLimit<T>(
  client: Client,
  limitMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => {
    cutConnection(client)
  }, limitMs)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
  }
}
