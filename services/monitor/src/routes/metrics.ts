import type { MonitorApp } from '../monitor-app.ts'
import type { MonitorMetrics } from '../measure-monitor.ts'

/** Figures in the text format of Prometheus, for every user: give the scraper one of its own. */
export function metricsRoutes(
  app: MonitorApp,
  { metrics }: { readonly metrics: MonitorMetrics },
): void {
  app.get(
    '/metrics',
    { schema: { tags: ['operation'], summary: 'Figures in the text format of Prometheus' } },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  )
}
