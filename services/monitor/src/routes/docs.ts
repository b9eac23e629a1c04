import type { OpenAPIV3_1 } from 'openapi-types'
import { renderApiPage } from '../api-page/render-api-page.ts'
import type { MonitorApp } from '../monitor-app.ts'

/** The API for programs (JSON) and for people: one page, without scripts or styles of others. */
export function docsRoutes(app: MonitorApp): void {
  app.get('/api/docs/json', () => app.swagger())
  app.get('/api/docs', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .send(renderApiPage(app.swagger() as OpenAPIV3_1.Document)),
  )
}
