import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Rule } from '@aaps-data/catalog'
import { migrateTarget } from '../src/index.ts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

let world: SyncWorld
beforeAll(async () => {
  world = await createSyncWorld()
})
afterAll(() => world.drop())

const faultsOf = async (type: string, rule: Rule) => {
  const table = aTable('probe', ['id integer', `v ${type}`], { key: ['id'] })
  const columns = table.columns.map((column) =>
    column.name === 'v' ? { ...column, rules: [rule] } : column,
  )
  const dataset = aDataset('probes', [{ ...table, columns }])
  const { faults } = await migrateTarget({ target: world.knex, dataset, apply: true })
  return faults.map(({ reason }) => reason)
}

it.each<readonly [string, Rule, string]>([
  ['text', { kind: 'pattern', matches: '[a', then: 'reject' }, 'Rule pattern of column v of table'],
  ['date', { kind: 'range', min: '2000-13-45', then: 'reject' }, 'Rule range'],
  ['integer', { kind: 'oneOf', values: ['one'], then: 'warn' }, 'Rule oneOf'],
  ['json', { kind: 'unique', then: 'reject' }, 'Rule unique'],
  ['text', { kind: 'reference', table: 'probe', column: 'id', then: 'reject' }, 'Rule reference'],
])('a migration names a rule that the server cannot check: %s, %j', async (type, rule, fault) => {
  expect(await faultsOf(type, rule)).toEqual([expect.stringContaining(fault)])
  expect(await world.inTarget(`select from pg_class where relname = 'probe'`)).toEqual([])
})

it.each<readonly [string, Rule]>([
  ['integer', { kind: 'range', min: 0.5, max: 9, then: 'reject' }],
  ['timestamp with time zone', { kind: 'range', max: '2100-01-01', then: 'reject' }],
  ['numeric(8,2)', { kind: 'oneOf', values: ['1.5', '2'], then: 'reject' }],
  ['text', { kind: 'pattern', matches: String.raw`^\d{4}$`, then: 'reject' }],
])('a migration says nothing of one that it can: %s, %j', async (type, rule) => {
  expect(await faultsOf(type, rule)).toEqual([])
  await world.inTarget('drop table datos.probe')
})
