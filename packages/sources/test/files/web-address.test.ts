import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { SyncError } from '@aaps-data/contracts'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWebAddress } from '../../src/files/web-address.ts'

const { signal } = new AbortController()
type Answer = (request: IncomingMessage, response: ServerResponse) => void

describe('createWebAddress', () => {
  let server: Server
  let into: string
  let answer: Answer
  let asked: IncomingMessage[]
  const open: ReturnType<typeof createWebAddress>[] = []

  beforeEach(async () => {
    into = await mkdtemp(join(tmpdir(), 'web-into-'))
    asked = []
    server = createServer((request, response) => {
      asked.push(request)
      answer(request, response)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterEach(async () => {
    for (const address of open.splice(0)) await address.close()
    server.closeAllConnections()
    server.close()
    await rm(into, { recursive: true })
  })

  const addressOf = (path = '/datos/', login = '', silenceMs = 5_000) => {
    const { port } = server.address() as AddressInfo
    const address = createWebAddress(new URL(`http://${login}127.0.0.1:${port}${path}`), {
      silenceMs,
    })
    open.push(address)
    return address
  }
  const failureOf = async (work: Promise<unknown>): Promise<SyncError> => {
    const error = await work.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SyncError)
    return error as SyncError
  }

  it('fetches a file below the address with the login of the address', async () => {
    answer = (_request, response) => response.end('N°;Nombre')

    const file = await addressOf('/datos', 'ana:se%3Acreto@').take('año 1.csv', { into, signal })

    expect(await readFile(file.path, 'utf8')).toBe('N°;Nombre')
    expect(file).toMatchObject({ name: 'año 1.csv', bytes: 10 })
    expect(asked.map(({ url }) => url)).toEqual(['/datos/a%C3%B1o%201.csv'])
    expect(asked[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('ana:se:creto').toString('base64')}`,
    )
  })

  it('fetches again only what has another ETag', async () => {
    let version = 'one'
    answer = ({ headers }, response) => {
      const etag = `"${version}"`
      if (headers['if-none-match'] === etag) response.writeHead(304).end()
      else response.writeHead(200, { etag }).end(version)
    }
    const address = addressOf()
    const take = async () => {
      const { path } = await address.take('a.csv', { into, signal })
      return readFile(path, 'utf8')
    }

    expect([await take(), await take()]).toEqual(['one', 'one'])
    version = 'two'
    expect(await take()).toBe('two')
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      '"one"',
      '"one"',
    ])
  })

  it('keeps no copies when it is closed, nor of a server without ETag', async () => {
    answer = (_request, response) => response.end('text')
    const before = await webFolders()
    const address = addressOf()
    await address.take('a.csv', { into, signal })
    const [folder = ''] = (await webFolders()).filter((name) => !before.includes(name))

    expect(await readdir(join(tmpdir(), folder))).toEqual([])
    await address.close()
    expect(await webFolders()).toEqual(before)
  })
  const webFolders = async () =>
    (await readdir(tmpdir())).filter((name) => name.startsWith('aaps-sync-web-'))

  it.each([
    [401, 'SOURCE_AUTH_FAILED'],
    [403, 'SOURCE_PERMISSION_DENIED'],
    [404, 'SOURCE_FILE_MISSING'],
    [503, 'SOURCE_UNREACHABLE'],
    [429, 'SOURCE_UNREACHABLE'],
    [400, 'SOURCE_READ_FAILED'],
  ])('says of status %d: %s', async (status, code) => {
    answer = (_request, response) => response.writeHead(status).end('a page about it')

    const error = await failureOf(addressOf('/d', 'ana:secreto@').take('a.csv', { into, signal }))

    expect(error).toMatchObject({ code, details: { file: 'a.csv', status } })
    expect(JSON.stringify([error, error.details])).not.toMatch(/secreto/)
  })

  it('takes nothing of a file that is cut', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
    }

    const error = await failureOf(addressOf().take('a.csv', { into, signal }))

    expect(error.code).toBe('SOURCE_UNREACHABLE')
    expect(await readdir(into)).toEqual([])
  })

  it('gives up on a server that falls silent', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half')
    }

    const error = await failureOf(addressOf('/', '', 200).take('a.csv', { into, signal }))

    expect(error).toMatchObject({ code: 'SOURCE_UNREACHABLE', details: { reason: 'silent' } })
  })

  it('follows a redirection within the server, and none to another', async () => {
    answer = ({ url }, response) => {
      if (url === '/a.csv') response.writeHead(302, { location: '/b.csv' }).end()
      else if (url === '/c.csv') {
        response.writeHead(302, { location: 'http://169.254.169.254/secret' }).end()
      } else response.end('b')
    }

    const file = await addressOf('/').take('a.csv', { into, signal })
    const error = await failureOf(addressOf('/').take('c.csv', { into, signal }))

    expect(await readFile(file.path, 'utf8')).toBe('b')
    expect(error.details).toMatchObject({ reason: 'redirected elsewhere' })
  })

  it('says that a server does not answer', async () => {
    const address = addressOf()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')

    const error = await failureOf(address.take('a.csv', { into, signal }))

    expect(error.code).toBe('SOURCE_UNREACHABLE')
  })
})
