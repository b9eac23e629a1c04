import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { MonitorApp } from '../monitor-app.ts'
import { notFound } from './problems.ts'

const yearS = 365 * 24 * 3_600
const notBuilt =
  'La página no está construida; ejecute «npm run build».\nThe page is not built; run "npm run build".\n'

/**
 * Serves the built page of a directory: files whose names carry a hash are kept by browsers, the
 * rest is asked for again. The former need no user: they hold no data, and the help for a database
 * that answers nobody is among them. Every path that is not the API's is a place of the page. When
 * the directory does not hold a page, says how to build it.
 */
export async function serveStaticPage(app: MonitorApp, directory: string): Promise<void> {
  const isBuilt = existsSync(join(directory, 'index.html'))
  if (isBuilt) await serveFiles(app, directory)
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') &&
      !/^\/(api|assets)(\/|$)/.test(request.url) &&
      (request.headers.accept ?? '').includes('text/html')
    if (!isPage) throw notFound()
    if (isBuilt) return reply.sendFile('index.html')
    return reply.code(503).type('text/plain; charset=utf-8').send(notBuilt)
  })
}

async function serveFiles(app: MonitorApp, directory: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: directory,
    cacheControl: false,
    setHeaders: (reply) => {
      void reply.header('cache-control', 'no-cache')
    },
  })
  await app.register(async (anybody) => {
    anybody.addHook('onRoute', (route) => {
      route.config = { ...route.config, isPublic: true }
    })
    await anybody.register(fastifyStatic, {
      root: join(directory, 'assets'),
      prefix: '/assets/',
      decorateReply: false,
      cacheControl: false,
      setHeaders: (reply) => {
        void reply.header('cache-control', `private, max-age=${yearS}, immutable`)
      },
    })
  })
}
