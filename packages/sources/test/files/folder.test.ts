import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { SyncError } from '@aaps-data/contracts'
import { createHash } from 'node:crypto'
import {
  appendFile,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFolder } from '../../src/files/folder.ts'

const { signal } = new AbortController()

describe('createFolder', () => {
  let directory: string
  let into: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'folder-'))
    into = await mkdtemp(join(tmpdir(), 'folder-into-'))
  })
  afterEach(async () => {
    await rm(directory, { recursive: true })
    await rm(into, { recursive: true })
  })
  const put = async (name: string, text: string, ageSeconds = 3_600) => {
    await writeFile(join(directory, name), text)
    const at = new Date(Date.now() - ageSeconds * 1_000)
    await utimes(join(directory, name), at, at)
  }
  const failureOf = async (work: Promise<unknown>): Promise<SyncError> => {
    const error = await work.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SyncError)
    return error as SyncError
  }

  it('takes a copy of the newest file that fits, and its digest', async () => {
    await put('pozos 2023.csv', 'old', 7_200)
    await put('pozos 2024.csv', 'new')
    await put('otros.csv', 'other', 60)
    await put('~$pozos 2025.csv', 'lock', 60)
    await put('pozos 2025.csv.part', 'part', 60)
    await mkdir(join(directory, 'pozos 2026.csv'))
    await symlink('/etc/passwd', join(directory, 'pozos 2027.csv'))

    const file = await createFolder(directory).take('pozos*.csv', { into, signal })

    expect(file).toMatchObject({ name: 'pozos 2024.csv', bytes: 3 })
    expect(file.sha256).toBe(createHash('sha256').update('new').digest('hex'))
    expect(await readFile(file.path, 'utf8')).toBe('new')
  })

  it('waits until a file is left alone', async () => {
    await put('pozos.csv', 'first;', 0)
    const folder = createFolder(directory, { settleMs: 300, patienceMs: 20_000 })

    const taking = folder.take('pozos.csv', { into, signal })
    await appendFile(join(directory, 'pozos.csv'), 'last')

    expect(await readFile((await taking).path, 'utf8')).toBe('first;last')
  })

  it('gives up on a file that goes on changing, and takes nothing of it', async () => {
    await put('pozos.csv', '', 0)
    const folder = createFolder(directory, { settleMs: 100, patienceMs: 300 })
    const writing = setInterval(() => {
      void appendFile(join(directory, 'pozos.csv'), 'more')
    }, 10)

    const error = await failureOf(folder.take('pozos.csv', { into, signal }))

    clearInterval(writing)
    expect(error.code).toBe('SOURCE_FILE_CHANGING')
    expect(error.details).toMatchObject({ file: 'pozos.csv' })
  })

  it('takes the file that has replaced another one', async () => {
    await put('pozos.csv', 'old')
    await put('incoming', 'new')
    await rename(join(directory, 'incoming'), join(directory, 'pozos.csv'))

    const file = await createFolder(directory).take('pozos.csv', { into, signal })

    expect(await readFile(file.path, 'utf8')).toBe('new')
  })

  it.each([
    ['no file that fits', 'otros.csv'],
    ['a file in another folder', '../folder.csv'],
  ])('says what it looked for where there is %s', async (_what, pattern) => {
    const error = await failureOf(createFolder(directory).take(pattern, { into, signal }))

    expect(error.code).toBe('SOURCE_FILE_MISSING')
    expect(error.details).toEqual({ directory, file: pattern })
  })

  it('ends with the reason of an abort', async () => {
    await put('pozos.csv', '', 0)
    const aborting = new AbortController()

    const taking = createFolder(directory).take('pozos.csv', { into, signal: aborting.signal })
    aborting.abort(new Error('enough'))

    await expect(taking).rejects.toThrow('enough')
  })
})
