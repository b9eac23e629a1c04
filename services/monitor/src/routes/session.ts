import type { MonitorApp } from '../monitor-app.ts'
import { identityOf } from '../plugins/auth.ts'
import { Session } from '../schemas/action.ts'

/** Who is looking at the page, and what the page has to know at first. */
export function sessionRoutes(
  app: MonitorApp,
  { version, timeZone }: { readonly version: string; readonly timeZone: string },
): void {
  app.get(
    '/session',
    { schema: { tags: ['people'], summary: 'Who is asking', response: { 200: Session } } },
    (request) => {
      const { name, role } = identityOf(request)
      return { user: name, role, version, timeZone }
    },
  )
}
