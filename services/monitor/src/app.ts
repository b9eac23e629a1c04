import type { Broker } from '@aaps-data/amqp'
import type { Catalog } from '@aaps-data/catalog'
import type { Logger } from '@aaps-data/runtime'
import fastify, { LogController, type FastifyBaseLogger } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Knex } from 'knex'
import type { VerifyCredentials } from './access/verify-credentials.ts'
import type { DoAnnounced, DoAudited } from './audited-act.ts'
import type { Live } from './live/create-live.ts'
import type { MonitorMetrics } from './measure-monitor.ts'
import type { MonitorApp } from './monitor-app.ts'
import { requireAuth } from './plugins/auth.ts'
import { allowWebSockets } from './plugins/live.ts'
import { describeApi } from './plugins/openapi.ts'
import { answerProblems } from './plugins/problems.ts'
import { secure } from './plugins/security.ts'
import { serveStaticPage } from './plugins/static-page.ts'
import type { RequestRun } from './request-dataset-run.ts'
import { auditRoutes } from './routes/audit.ts'
import { cancelRoutes } from './routes/cancel.ts'
import { changeRoutes } from './routes/changes.ts'
import { datasetRoutes } from './routes/datasets.ts'
import { docsRoutes } from './routes/docs.ts'
import { holdRoutes } from './routes/holds.ts'
import { healthRoutes } from './routes/health.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { parkingRoutes } from './routes/parking.ts'
import { pauseRoutes } from './routes/pauses.ts'
import { rejectRoutes } from './routes/rejects.ts'
import { retryRoutes } from './routes/retry.ts'
import { runRoutes } from './routes/runs.ts'
import { sessionRoutes } from './routes/session.ts'
import { streamRoutes } from './routes/stream.ts'
import { writeAudit } from './store/write-audit.ts'

const bodyBytesMost = 16 * 1_024

/** Everything that the application is made from; `buildApp` opens and closes none of it. */
export interface MonitorParts {
  /** The catalog in force. */
  readonly catalog: () => Catalog
  readonly db: Knex
  readonly verifyCredentials: VerifyCredentials
  readonly requestRun: RequestRun
  readonly doAudited: DoAudited
  readonly doAnnounced: DoAnnounced
  readonly broker: Broker
  readonly brokerUser: string
  readonly live: Live
  readonly metrics: MonitorMetrics
  /** Where the built page is. */
  readonly pageDirectory: string
  readonly version: string
  readonly timeZone: string
  /** The proxies that may say from where a browser calls; nobody may when absent. */
  readonly trustProxy: string | undefined
  readonly now: () => Date
  readonly log: Logger
}

/** The monitor's web application, ready to listen. */
export async function buildApp(parts: MonitorParts): Promise<MonitorApp> {
  const { db, live } = parts
  const logger: FastifyBaseLogger = parts.log
  const app: MonitorApp = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMost,
    forceCloseConnections: true,
    trustProxy: parts.trustProxy ?? false,
    // A misspelt field is refused; it is not left out in silence.
    ajv: { customOptions: { removeAdditional: false } },
  }).withTypeProvider<TypeBoxTypeProvider>()

  answerProblems(app)
  await allowWebSockets(app)
  await secure(app)
  requireAuth(app, {
    verifyCredentials: parts.verifyCredentials,
    audit: (record) => writeAudit(db, record),
  })
  await describeApi(app, parts.version)

  healthRoutes(app)
  metricsRoutes(app, parts)
  docsRoutes(app)
  await app.register(
    (api: MonitorApp, _options, done) => {
      api.addHook('onRequest', (_request, reply, next) => {
        reply.header('cache-control', 'no-store')
        next()
      })
      sessionRoutes(api, parts)
      datasetRoutes(api, parts)
      runRoutes(api, { db, progressOf: live.progressOf })
      changeRoutes(api, { db })
      rejectRoutes(api, { db })
      holdRoutes(api, parts)
      cancelRoutes(api, parts)
      retryRoutes(api, parts)
      pauseRoutes(api, parts)
      parkingRoutes(api, parts)
      auditRoutes(api, parts)
      streamRoutes(api, { follow: live.follow })
      done()
    },
    { prefix: '/api/v1' },
  )
  await serveStaticPage(app, parts.pageDirectory)
  return app
}
