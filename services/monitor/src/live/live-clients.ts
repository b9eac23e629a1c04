import type { WebSocket } from 'ws'
import type { Identity } from '../access/verify-credentials.ts'

const skipAboveBytes = 256 * 1024
const dropAboveBytes = 4 * 1024 * 1024
const dropStalledMs = 15_000
const markEveryMs = 4_000
const pingEveryMs = 15_000
const clientsMost = 500
/** WebSocket close codes. */
const goingAway = 1001
const notAllowed = 1008
const tryAgainLater = 1013

interface Client {
  readonly socket: WebSocket
  readonly person: Identity
  /** It has missed a frame, so it gets a snapshot as soon as it has read what was sent. */
  isBehind: boolean
  stalledSinceMs: number | undefined
  isAlive: boolean
}

export interface LiveClients {
  /** Adds a person's browser and sends it a snapshot. Too many are told to come back later. */
  add(socket: WebSocket, person: Identity): void
  /** The names of those who follow, each once. */
  people(): readonly string[]
  /** Ends who is not what they were when they came; `roles` tells who is what now, by name. */
  keepOnly(roles: ReadonlyMap<string, Identity['role']>): void
  /** Sends one frame to every browser that can take it. */
  broadcast(frame: string): void
  /** Sends every browser a snapshot instead of its next frame. */
  startOver(): void
  /** Looks after the slow, the silent and the idle; call it about once a second. */
  attend(): void
  size(): number
  /** Tells every browser to reconnect. */
  close(): void
}

interface LiveClientsOptions {
  /** The whole state as text, for whoever begins or fell behind. */
  readonly snapshot: () => string
  /** A frame that only says that the link lives. */
  readonly mark: () => string
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number
}

/**
 * The browsers that follow. Each frame is encoded once for all. A browser that does not read costs
 * at most 4 MiB and 15 s, and holds up nobody: it misses frames and then gets a snapshot.
 */
export function createLiveClients({ snapshot, mark, nowMs }: LiveClientsOptions): LiveClients {
  const clients = new Set<Client>()
  let markedMs = nowMs()
  let pingedMs = nowMs()

  function send(client: Client, frame: string): void {
    const { socket } = client
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > skipAboveBytes) {
      client.isBehind = true
      client.stalledSinceMs ??= nowMs()
      return
    }
    client.stalledSinceMs = undefined
    socket.send(client.isBehind ? snapshot() : frame)
    client.isBehind = false
  }

  function isHopeless({ socket, stalledSinceMs }: Client): boolean {
    if (socket.bufferedAmount > dropAboveBytes) return true
    return stalledSinceMs !== undefined && nowMs() - stalledSinceMs > dropStalledMs
  }

  function attendTo(client: Client, frame: string | undefined): void {
    if (isHopeless(client)) {
      client.socket.terminate()
      return
    }
    // A mark tells a client that is behind nothing; `send` makes a snapshot of it.
    if (client.isBehind) send(client, '')
    else if (frame !== undefined) send(client, frame)
  }

  function ping(): void {
    for (const client of clients) {
      if (!client.isAlive) {
        client.socket.terminate()
        continue
      }
      client.isAlive = false
      client.socket.ping()
    }
  }

  return {
    add(socket, person) {
      if (clients.size >= clientsMost) {
        socket.close(tryAgainLater)
        return
      }
      const client: Client = {
        socket,
        person,
        isBehind: false,
        stalledSinceMs: undefined,
        isAlive: true,
      }
      clients.add(client)
      socket.on('pong', () => {
        client.isAlive = true
      })
      socket.on('close', () => clients.delete(client))
      socket.on('error', () => {
        socket.terminate()
      })
      send(client, snapshot())
    },
    broadcast(frame) {
      markedMs = nowMs()
      for (const client of clients) send(client, frame)
    },
    startOver() {
      for (const client of clients) client.isBehind = true
    },
    attend() {
      const isMarkDue = nowMs() - markedMs >= markEveryMs
      if (isMarkDue) markedMs = nowMs()
      const frame = isMarkDue ? mark() : undefined
      for (const client of clients) attendTo(client, frame)
      if (nowMs() - pingedMs < pingEveryMs) return
      pingedMs = nowMs()
      ping()
    },
    people: () => [...new Set([...clients].map(({ person }) => person.name))],
    keepOnly(roles) {
      for (const { socket, person } of clients) {
        if (roles.get(person.name) !== person.role) socket.close(notAllowed)
      }
    },
    size: () => clients.size,
    close() {
      for (const { socket } of clients) socket.close(goingAway)
    },
  }
}
