import type { DueActions, FaultAction, FaultRules } from './fault-rules.ts'
import { createFrontendReader } from './frontend-messages.ts'
import type { ProxiedConnection } from './proxy-server.ts'
import { refusedStatement } from './refused-statement.ts'
import { write } from './write-socket.ts'

interface RelayedConnection extends ProxiedConnection {
  readonly rules: FaultRules
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
  { client, server, carrier, rules }: RelayedConnection,
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
      // Before the statement is passed on: the answer may come at once.
      if (due.answered !== undefined) answered.action = () => cuts(due.answered)
      const sent = verdict === 'fail' ? refusedStatement(bytes) : bytes
      if (!(await carrier.carry('up', sent, (piece) => write(server, piece)))) return
      if (await cuts(due.forwarded)) return
    }
  }
}

async function passAnswers(
  { client, server, carrier }: RelayedConnection,
  answered: { action?: () => Promise<boolean> },
): Promise<void> {
  for await (const chunk of server) {
    const { action } = answered
    delete answered.action
    if (await action?.()) return
    const isCarried = await carrier.carry('down', chunk as Buffer, (piece) => write(client, piece))
    if (!isCarried) return
  }
}
