import { afterAll, beforeAll, describe, it } from '@jest/globals'
import type { SourceTable } from '@aaps-data/catalog'
import pg from 'pg'
import { expectCarried } from './fidelity-checks.ts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

const quote = (name: string) => pg.escapeIdentifier(name)

describe('runSync, name by name', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  it.each([
    ['capitals', 'Año De Gestión'],
    ['quotes', `say "it's"`],
    ['dots', 'a.b."c".d'],
    ['placeholders', '? ?? $1 :name %I'],
    ['backslashes', String.raw`\N \. \"`],
    ['colons and commas', 'a: b, line 7, column x: y'],
    ['emoji', '🚰 €'],
    ['SQL words', 'select'],
    ['63 bytes', 'ñ'.repeat(31) + 'x'],
    ['comments', '-- /* */ ;'],
  ])('takes %s in every place where there is a name', async (kind, name) => {
    const schema = `${name.slice(0, 25)} ñ`
    const keyed = aNamed(schema, name)
    const bag: SourceTable = { ...keyed, name: `${name.slice(0, 20)} bag`, key: [] }
    const dataset = aDataset(
      `names-${kind.replaceAll(' ', '-').toLowerCase()}`,
      [keyed, bag],
      schema,
    )
    const relation = `${quote(schema)}.${quote(name)}`
    await world.inSource(`create schema ${quote(schema)};
      create table ${relation} (${quote(name)} integer primary key, "from" text);
      insert into ${relation} select i, 'n' || i from generate_series(1, 5) i`)
    await world.migrate(dataset)
    await expectCarried(world, dataset, {
      [keyed.name]: { inserted: 5 },
      [bag.name]: { inserted: 5 },
    })

    await world.inSource(`update ${relation} set "from" = 'new' where ${quote(name)} = 1;
      delete from ${relation} where ${quote(name)} = 5`)
    await expectCarried(world, dataset, {
      [keyed.name]: { updated: 1, deleted: 1 },
      [bag.name]: { inserted: 1, deleted: 2 },
    })
  })
})

function aNamed(schema: string, name: string): SourceTable {
  return {
    ...aTable(name, [], { key: [name] }),
    kind: 'source',
    source: { schema, relation: name },
    columns: [
      { name, source: name, type: 'integer', nullable: false },
      { name: 'order', source: 'from', type: 'text', nullable: true },
    ],
  }
}
