import { join } from 'node:path'
import { SyncError } from '@aaps-data/contracts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify from 'fastify'
import type { WebSocket } from 'ws'
import type { MonitorApp } from '../../src/monitor-app.ts'
import { allowWebSockets } from '../../src/plugins/live.ts'
import { answerProblems, notFound } from '../../src/plugins/problems.ts'
import { secure } from '../../src/plugins/security.ts'
import { serveStaticPage } from '../../src/plugins/static-page.ts'
import { ProblemError } from '../../src/problem.ts'
import type { DeltaFrame, SnapshotFrame } from '../../src/schemas/live.ts'
import type { Scene } from './scenes.ts'
import { serveRows } from './serve-rows.ts'
import { runId, sceneAt, summaryOf } from './some-runs.ts'

const pageDirectory = join(__dirname, '../../web/dist')

export interface FixtureServer {
  readonly url: string
  /** Datasets whose run was asked for, with the key and the body of the request. */
  readonly requests: readonly {
    readonly dataset: string
    readonly key: string
    readonly body: unknown
  }[]
  /** Shows another scene to every browser that connects from now on. */
  show(scene: Scene): void
  /** Tells every browser what changed. `from` other than the current sequence makes a gap. */
  push(changes: Partial<DeltaFrame>): void
  /** Refuses the stream, and breaks the links that are up, until the next `show`. */
  cutOff(): void
  /** How often a browser opened the stream. */
  connections(): number
  close(): Promise<void>
}

/** Serves the built page with the monitor's own headers, over scenes in place of a ledger. */
export async function createFixtureServer(first: Scene): Promise<FixtureServer> {
  let scene = first
  let seq = 1
  let isCutOff = false
  let connections = 0
  const sockets = new Set<WebSocket>()
  const requests: { dataset: string; key: string; body: unknown }[] = []

  const snapshot = (): SnapshotFrame => ({
    t: 'snapshot',
    epoch: 'fixture',
    seq,
    now: sceneAt,
    brokerConnected: scene.brokerConnected,
    ledgerConnected: scene.ledgerConnected,
    setAside: scene.setAside,
    ledgerReadAt: scene.ledgerConnected ? null : sceneAt,
    datasets: [...scene.datasets],
    runs: scene.runs.map(summaryOf),
    planned: [...scene.planned],
    progress: [...scene.progress],
  })

  const app: MonitorApp = fastify({
    forceCloseConnections: true,
  }).withTypeProvider<TypeBoxTypeProvider>()
  answerProblems(app)
  await allowWebSockets(app)
  await secure(app)
  app.get('/api/v1/session', () => ({
    user: 'ana',
    role: scene.role,
    version: '0.1.0',
    timeZone: 'America/La_Paz',
  }))
  app.get('/api/v1/stream', { websocket: true }, (socket) => {
    connections += 1
    if (isCutOff) {
      socket.close()
      return
    }
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.send(JSON.stringify(snapshot()))
  })
  app.get('/api/v1/runs', ({ query }) => {
    const { state, dataset } = query as { state?: string; dataset?: string }
    const runs = scene.runs.filter(
      (run) => (state ?? run.state) === run.state && (dataset ?? run.dataset) === run.dataset,
    )
    return { runs: runs.map(summaryOf), next: null }
  })
  app.get('/api/v1/runs/:id', ({ params }) => {
    const run = scene.runs.find(({ id }) => id === (params as { id: string }).id)
    if (run === undefined) throw notFound()
    return run
  })
  serveRows(app, () => scene.rows === undefined)
  app.get('/api/v1/audit', () => ({ entries: scene.audit, next: null }))
  app.post('/api/v1/datasets/:name/runs', ({ params, headers, body }, reply) => {
    if (!scene.ledgerConnected) throw new SyncError('TARGET_UNREACHABLE')
    if (!scene.brokerConnected) {
      throw new ProblemError({
        status: 503,
        code: 'BROKER_UNREACHABLE',
        title: 'The broker does not answer; nothing was requested',
      })
    }
    const { name } = params as { name: string }
    requests.push({ dataset: name, key: String(headers['idempotency-key']), body })
    return reply.code(202).send({ runId: runId(5_000) })
  })
  await serveStaticPage(app, pageDirectory)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })

  return {
    url,
    requests,
    connections: () => connections,
    show(next) {
      scene = next
      isCutOff = false
    },
    push(changes) {
      const frame = { t: 'delta', from: seq, now: sceneAt, ...changes, seq: seq + 1 }
      seq += 1
      for (const socket of sockets) socket.send(JSON.stringify(frame))
    },
    cutOff() {
      isCutOff = true
      for (const socket of sockets) socket.close()
    },
    async close() {
      for (const socket of sockets) socket.terminate()
      await app.close()
    },
  }
}
