import { once } from 'node:events'
import type { Socket } from 'node:net'

/** Writes bytes, and waits while the other side does not read. */
export async function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (!socket.write(bytes)) await once(socket, 'drain')
}
