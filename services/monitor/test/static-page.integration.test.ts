import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify from 'fastify'
import type { MonitorApp } from '../src/monitor-app.ts'
import { answerProblems } from '../src/plugins/problems.ts'
import { serveStaticPage } from '../src/plugins/static-page.ts'

async function openApp(directory: string): Promise<MonitorApp> {
  const app: MonitorApp = fastify().withTypeProvider<TypeBoxTypeProvider>()
  answerProblems(app)
  await serveStaticPage(app, directory)
  return app
}

const asBrowser = { accept: 'text/html,*/*' }

describe('serveStaticPage', () => {
  let directory: string
  let app: MonitorApp
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aaps-page-'))
    await mkdir(join(directory, 'assets'))
    await writeFile(join(directory, 'index.html'), '<!doctype html><title>page</title>')
    await writeFile(join(directory, 'assets', 'main-1a2b.js'), 'export {}')
    app = await openApp(directory)
  })
  afterAll(async () => {
    await app.close()
    await rm(directory, { recursive: true })
  })

  it('lets browsers keep files with a hash and ask again for the page', async () => {
    const asset = await app.inject('/assets/main-1a2b.js')
    expect(asset.headers['cache-control']).toBe('private, max-age=31536000, immutable')
    const page = await app.inject('/')
    expect(page.headers['cache-control']).toBe('no-cache')
    expect(page.body).toContain('<title>page</title>')
  })

  it('answers the page on each of its paths', async () => {
    const { statusCode, body, headers } = await app.inject({ url: '/runs/1', headers: asBrowser })
    expect({ statusCode, body }).toMatchObject({
      statusCode: 200,
      body: expect.stringContaining('page'),
    })
    expect(headers['cache-control']).toBe('no-cache')
  })

  it.each(['/assets/gone-0000.js', '/api/v1/nowhere', '/api'])(
    'answers 404 on %s, never the page',
    async (url) => {
      const { statusCode, json } = await app.inject({ url })
      expect({ statusCode, body: json<object>() }).toMatchObject({
        statusCode: 404,
        body: { code: 'NOT_FOUND' },
      })
    },
  )

  it('says how to build the page when there is none', async () => {
    const empty = await openApp(join(directory, 'nowhere'))
    const { statusCode, body } = await empty.inject({ url: '/', headers: asBrowser })
    expect(statusCode).toBe(503)
    expect(body).toContain('npm run build')
    await empty.close()
  })
})
