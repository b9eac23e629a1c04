import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { DueActions, FaultAction, FaultRules } from './fault-rules.ts'
import { createFrontendReader } from './frontend-messages.ts'
import { refusedStatement } from './refused-statement.ts'

interface RelayedConnection {
  readonly client: Socket
  readonly server: Socket
  readonly rules: FaultRules
  /** Resolves while traffic may pass. */
  readonly gate: () => Promise<void>
}

/** Passes one connection's bytes both ways until either side ends, and runs what rules ask for. */
export async function relayConnection(connection: RelayedConnection): Promise<void> {
  const { client, server } = connection
  const answered: { action?: () => Promise<boolean> } = {}
  try {
    await Promise.race([passRequests(connection, answered), passAnswers(connection, answered)])
  } catch {
    // A socket that failed ends the connection, which is what the other side has to see.
  } finally {
    client.destroy()
    server.destroy()
  }
}

async function passRequests(
  { client, server, rules, gate }: RelayedConnection,
  answered: { action?: () => Promise<boolean> },
): Promise<void> {
  const read = createFrontendReader()
  for await (const chunk of client) {
    for (const { bytes, statement } of read(chunk as Buffer)) {
      const due: DueActions = statement === undefined ? {} : rules.match(statement)
      const cuts = async (action: FaultAction | undefined): Promise<boolean> =>
        (await action?.(statement ?? '')) === 'cut'
      const verdict = await due.before?.(statement ?? '')
      if (verdict === 'cut') return
      await gate()
      // Before the statement is passed on: the answer may come at once.
      if (due.answered !== undefined) answered.action = () => cuts(due.answered)
      await write(server, verdict === 'fail' ? refusedStatement(bytes) : bytes)
      if (await cuts(due.forwarded)) return
    }
  }
}

async function passAnswers(
  { client, server, gate }: RelayedConnection,
  answered: { action?: () => Promise<boolean> },
): Promise<void> {
  for await (const chunk of server) {
    const { action } = answered
    delete answered.action
    if (await action?.()) return
    await gate()
    await write(client, chunk as Buffer)
  }
}

async function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (!socket.write(bytes)) await once(socket, 'drain')
}
