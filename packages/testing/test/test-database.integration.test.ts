import { describe, expect, it } from '@jest/globals'
import { createTestDatabase, testDatabaseMark } from '@aaps-data/testing'

describe('createTestDatabase', () => {
  it('gives an empty database of its own that carries the mark', async () => {
    const database = await createTestDatabase()
    const { rows } = await database.pool.query(
      `select current_database() as name,
              shobj_description(oid, 'pg_database') as mark,
              (select count(*)::int from pg_class where relnamespace = 'public'::regnamespace) as relations
         from pg_database where datname = current_database()`,
    )
    expect(rows).toEqual([{ name: database.name, mark: testDatabaseMark, relations: 0 }])
    await database.drop()
  })

  it('copies a template with its rows', async () => {
    const template = await createTestDatabase()
    await template.pool.query('create table parcels as select 7 as id')
    await template.pool.end()
    const copy = await createTestDatabase({ template: template.name })
    expect((await copy.pool.query('select id from parcels')).rows).toEqual([{ id: 7 }])
    await copy.drop()
  })

  it('drops the database although somebody is still connected, and twice', async () => {
    const database = await createTestDatabase()
    const other = await createTestDatabase()
    const client = await database.pool.connect()
    client.on('error', () => undefined)
    client.release()
    await database.drop()
    await database.drop()
    const { rows } = await other.pool.query('select 1 from pg_database where datname = $1', [
      database.name,
    ])
    expect(rows).toEqual([])
    await other.drop()
  })
})
