import { Type } from '@sinclair/typebox'
import type { MonitorApp } from '../monitor-app.ts'

/** 200 while the event loop turns, for anybody and without details. */
export function healthRoutes(app: MonitorApp): void {
  app.get(
    '/healthz',
    {
      config: { isPublic: true },
      schema: {
        tags: ['operation'],
        summary: 'Whether the monitor lives; needs no name',
        security: [],
        response: { 200: Type.Object({ status: Type.Literal('live') }) },
      },
    },
    () => ({ status: 'live' as const }),
  )
}
