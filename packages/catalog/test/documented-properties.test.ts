import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { DatasetDefinition } from '../src/dataset-definition.ts'
import { loadCatalog } from '../src/index.ts'
import { aDefinition, withCatalogDirectory } from './catalog-directory.ts'

const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'adding-a-dataset.md'), 'utf8')
const rows = [...page.matchAll(/^\| (`.*?) +\| (.*?) +\|/gm)]
const documented = new Map(rows.map(([, property = '', fallback = '']) => [property, fallback]))

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
}

describe('the properties in docs/adding-a-dataset.md', () => {
  it('are those that a definition may have', () => {
    const { properties } = DatasetDefinition as Schema
    const names = Object.entries(properties ?? {}).flatMap(([name, { properties: inner }]) =>
      inner === undefined ? [name] : Object.keys(inner).map((each) => `${name}.${each}`),
    )
    const told = [...documented.keys()].join(' ')
    // Told in one line each, with what stands in them.
    const whole = ['title.', 'schedule.', 'fullReconcile.']
    const missing = names
      .filter((name) => !whole.some((start) => name.startsWith(start)))
      .filter((name) => !told.includes(`\`${name}`))

    expect(missing).toEqual([])
  })

  it('have the defaults that a definition gets', () => {
    const dataset = withCatalogDirectory({ 'a.yaml': aDefinition() }, loadCatalog).get('pozos')

    expect(dataset?.retry).toEqual({
      byCode: new Map(),
      maxAttempts: Number(documented.get('`retry.maxAttempts`')),
      firstDelaySeconds: Number(documented.get('`retry.firstDelaySeconds`')),
      longestDelaySeconds: Number(documented.get('`retry.longestDelaySeconds`')),
    })
    const { guards } = dataset?.tables[0] ?? {}
    for (const [guard, limit] of Object.entries(guards ?? {})) {
      expect(`${guard} ${String(limit ?? 'off')}`).toBe(
        `${guard} ${documented.get(`\`guards.${guard}\``)?.replaceAll('`', '')}`,
      )
    }
    expect(Object.keys(guards ?? {})).toHaveLength(7)
    expect(dataset?.changes).toEqual({
      keepRows: Number(documented.get('`changes.keepRows`')),
      keepDays: Number(documented.get('`changes.keepDays`')),
    })
    expect(String(dataset?.fingerprint)).toBe(documented.get('`fingerprint`')?.replaceAll('`', ''))
    expect(String(dataset?.timeLimit.softMinutes)).toBe(documented.get('`timeLimit.softMinutes`'))
    expect(dataset?.drift).toBe(documented.get('`drift`')?.replaceAll('`', ''))
    expect(dataset?.targetEdits).toBe(documented.get('`targetEdits`')?.replaceAll('`', ''))
    expect(String(dataset?.lockTimeoutSeconds)).toBe(documented.get('`lockTimeoutSeconds`'))
    expect(dataset?.tables[0]).toMatchObject({
      source: { schema: documented.get('`source.schema`')?.replaceAll('`', '') },
    })
  })
})
