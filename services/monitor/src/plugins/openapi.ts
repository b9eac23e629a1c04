import swagger from '@fastify/swagger'
import type { OpenAPIV3_1 } from 'openapi-types'
import type { MonitorApp } from '../monitor-app.ts'

/** Describes every route that has a tag; has to come before the routes. */
export async function describeApi(app: MonitorApp, version: string): Promise<void> {
  await app.register(swagger, {
    hideUntagged: true,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'AAPS-DATA Sync',
        version,
        description:
          'What the page of AAPS-DATA Sync reads and asks for. Errors are problems as in RFC 9457, with a stable `code`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as OpenAPIV3_1.LicenseObject,
      },
      servers: [{ url: '/' }],
      tags: [
        { name: 'datasets', description: 'The datasets, their health, and asking for a run' },
        { name: 'runs', description: 'What was done, is being done and is planned' },
        { name: 'people', description: 'Who is asking, and who did what' },
        { name: 'live', description: 'The stream that the page follows' },
        { name: 'operation', description: 'For those who watch the service itself' },
      ],
      components: { securitySchemes: { basic: { type: 'http', scheme: 'basic' } } },
      security: [{ basic: [] }],
    },
  })
}
