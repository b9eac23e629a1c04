import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { keepCatalog, type Catalog, type KeptCatalog } from '../src/index.ts'
import { aDefinition } from './catalog-directory.ts'

/** What happened, one after the other; each can be waited for. */
function createHistory() {
  const happened: unknown[] = []
  let told: () => void = () => undefined
  return {
    tell(what: unknown) {
      happened.push(what)
      told()
    },
    async next(): Promise<unknown> {
      if (happened.length === 0) {
        await new Promise<void>((resolve) => {
          told = resolve
        })
      }
      return happened.shift()
    },
  }
}

describe('keepCatalog', () => {
  let directory: string
  let kept: KeptCatalog
  let history: ReturnType<typeof createHistory>

  const write = (text: string, name = 'pozos.yaml') => {
    writeFileSync(join(directory, name), text)
  }
  const keep = (accept: (catalog: Catalog) => void = () => undefined) => {
    kept = keepCatalog(directory, {
      lookEveryMs: 20,
      accept,
      onChange: (catalog) => {
        history.tell([...catalog.keys()])
      },
      onFault: (error) => {
        history.tell(error)
      },
    })
  }

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'catalog-'))
    history = createHistory()
    write(aDefinition())
  })
  afterEach(() => {
    kept.stop()
    rmSync(directory, { recursive: true })
  })

  it('reads again what has changed, was added or is gone', async () => {
    keep()
    write(aDefinition({ 'Minutes: 60': 'Minutes: 90' }))
    expect(await history.next()).toEqual(['pozos'])
    expect(kept.current().get('pozos')?.freshnessLimitMinutes).toBe(90)

    write(
      aDefinition({ 'dataset: pozos': 'dataset: otros', 'schema: pozos': 'schema: otros' }),
      'otros.yaml',
    )
    expect(await history.next()).toEqual(['otros', 'pozos'])

    rmSync(join(directory, 'pozos.yaml'))
    expect(await history.next()).toEqual(['otros'])
  })

  it('keeps the catalog in force when another has faults, and tells them once', async () => {
    keep()
    const inForce = kept.current()
    write('dataset: [')
    expect(await history.next()).toMatchObject({ code: 'CATALOG_INVALID' })
    expect(kept.current()).toBe(inForce)

    write(aDefinition({ 'Minutes: 60': 'Minutes: 70' }))
    expect(await history.next()).toEqual(['pozos'])
  })

  it('keeps the catalog in force when another cannot be accepted', async () => {
    keep((catalog) => {
      if (catalog.get('pozos')?.freshnessLimitMinutes === 90) throw new Error('not this one')
    })
    write(aDefinition({ 'Minutes: 60': 'Minutes: 90' }))

    expect(await history.next()).toEqual(new Error('not this one'))
    expect(kept.current().get('pozos')?.freshnessLimitMinutes).toBe(60)
  })

  it('tells once that its directory is gone, and goes on when it is back', async () => {
    keep()
    const inForce = kept.current()
    rmSync(directory, { recursive: true })
    expect(await history.next()).toMatchObject({ code: 'CATALOG_INVALID' })
    expect(kept.current()).toBe(inForce)

    mkdirSync(directory)
    write(aDefinition({ 'Minutes: 60': 'Minutes: 80' }))
    expect(await history.next()).toEqual(['pozos'])
  })
})
