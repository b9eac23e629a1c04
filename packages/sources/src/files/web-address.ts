import { SyncError, type ErrorDetails } from '@aaps-data/contracts'
import { createHash, randomUUID } from 'node:crypto'
import { copyFile, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { types } from 'node:util'
import { fileFailure } from './file-failure.ts'
import type { FilePlace, TakenFile } from './file-place.ts'

export interface WebAddressOptions {
  /** How long the server may say nothing. */
  readonly silenceMs?: number
}

/** What was fetched last, to be taken again as long as the server says that it is the same. */
interface Fetched {
  readonly etag: string
  readonly file: TakenFile
}

/**
 * Files below an HTTP or HTTPS address; a user and a password in it are sent as basic authentication
 * and shown nowhere. Names are complete, since a server lists none. What has an `ETag` is fetched
 * again only when that has changed. Redirections are followed only within the same origin.
 */
export function createWebAddress(
  url: URL,
  { silenceMs = 30_000 }: WebAddressOptions = {},
): FilePlace & { close(): Promise<void> } {
  const base = new URL(url)
  const headers = authorizationOf(base)
  base.username = ''
  base.password = ''
  const details = { address: base.href }
  const known = new Map<string, Fetched>()
  let folder: Promise<string> | undefined
  const keptIn = () => (folder ??= mkdtemp(join(tmpdir(), 'aaps-sync-web-')))

  const fetchFile = async (name: string, signal: AbortSignal): Promise<TakenFile> => {
    const last = known.get(name)
    const silence = createSilence(silenceMs, signal)
    try {
      const response = await fetchWithin(addressOf(base, name), {
        headers: { ...headers, ...(last && { 'if-none-match': last.etag }) },
        signal: silence.signal,
      })
      if (response.status === 304 && last !== undefined) return last.file
      requireGiven(response, { ...details, file: name })
      const file = await save(response, { name, into: await keptIn(), heard: silence.heard })
      if (last !== undefined) await rm(last.file.path, { force: true })
      known.delete(name)
      const etag = response.headers.get('etag')
      if (etag !== null) known.set(name, { etag, file })
      return file
    } finally {
      silence.end()
    }
  }

  return {
    details,
    async take(name, { into, signal }) {
      try {
        const file = await fetchFile(name, signal)
        const path = join(into, randomUUID())
        await copyFile(file.path, path)
        if (!known.has(name)) await rm(file.path, { force: true })
        return { ...file, path }
      } catch (error) {
        signal.throwIfAborted()
        throw webFailure(error, { ...details, file: name })
      }
    },
    async close() {
      if (folder !== undefined) await rm(await folder, { recursive: true, force: true })
      folder = undefined
      known.clear()
    },
  }
}

function authorizationOf({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function addressOf(base: URL, name: string): URL {
  return new URL(encodeURIComponent(name), base.href.endsWith('/') ? base : `${base.href}/`)
}

const mostRedirections = 5

// Who may name a file here must not make us fetch what only our network can reach.
async function fetchWithin(
  address: URL,
  { headers, signal }: { readonly headers: Record<string, string>; readonly signal: AbortSignal },
): Promise<Response> {
  let at = address
  for (let followed = 0; followed <= mostRedirections; followed += 1) {
    const response = await fetch(at, { headers, signal, redirect: 'manual' })
    const location = response.headers.get('location')
    if (location === null || response.status < 300 || response.status >= 400) return response
    if (response.status === 304) return response
    await response.body?.cancel()
    const next = new URL(location, at)
    if (next.origin !== address.origin) {
      throw new SyncError('SOURCE_READ_FAILED', { reason: 'redirected elsewhere', to: next.origin })
    }
    at = next
  }
  throw new SyncError('SOURCE_READ_FAILED', { reason: 'redirected too often' })
}

function requireGiven({ status, ok }: Response, details: ErrorDetails): void {
  if (ok) return
  const told = { ...details, status }
  if (status === 401 || status === 407) throw new SyncError('SOURCE_AUTH_FAILED', told)
  if (status === 403) throw new SyncError('SOURCE_PERMISSION_DENIED', told)
  if (status === 404 || status === 410) throw new SyncError('SOURCE_FILE_MISSING', told)
  if (status >= 500 || status === 408 || status === 429) {
    throw new SyncError('SOURCE_UNREACHABLE', told)
  }
  throw new SyncError('SOURCE_READ_FAILED', told)
}

/** Aborts when nothing is heard for too long. */
function createSilence(
  ms: number,
  signal: AbortSignal,
): { readonly signal: AbortSignal; readonly heard: () => void; readonly end: () => void } {
  const silent = new AbortController()
  const end = () => {
    silent.abort(new SyncError('SOURCE_UNREACHABLE', { reason: 'silent', afterMs: ms }))
  }
  let timer = setTimeout(end, ms)
  return {
    signal: AbortSignal.any([signal, silent.signal]),
    heard() {
      clearTimeout(timer)
      timer = setTimeout(end, ms)
    },
    end() {
      clearTimeout(timer)
    },
  }
}

async function save(
  response: Response,
  {
    name,
    into,
    heard,
  }: { readonly name: string; readonly into: string; readonly heard: () => void },
): Promise<TakenFile> {
  const path = join(into, randomUUID())
  const hash = createHash('sha256')
  const copy = await open(path, 'wx', 0o600)
  let bytes = 0
  try {
    for await (const chunk of response.body ?? []) {
      heard()
      const piece = chunk as Uint8Array
      hash.update(piece)
      await copy.appendFile(piece)
      bytes += piece.length
    }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await copy.close()
  }
  const modified = Date.parse(response.headers.get('last-modified') ?? '')
  const modifiedAt = Number.isNaN(modified) ? new Date() : new Date(modified)
  return { name, path, bytes, sha256: hash.digest('hex'), modifiedAt }
}

// What fetch throws of the network is a TypeError without a code; its cause may tell why.
const networkMessages = new Set(['fetch failed', 'terminated'])

function webFailure(error: unknown, details: ErrorDetails): unknown {
  if (error instanceof SyncError) {
    return new SyncError(error.code, { ...details, ...error.details }, error.cause)
  }
  if (types.isNativeError(error) && networkMessages.has(error.message)) {
    const known = fileFailure(error.cause, details)
    return known instanceof SyncError ? known : new SyncError('SOURCE_UNREACHABLE', details, error)
  }
  return fileFailure(error, details)
}
