import { createTestDatabase } from '@aaps-data/testing'
import { createPostgresSource } from '../../src/index.ts'
import { describeSource } from './describe-source.ts'

describeSource('database (PostgreSQL)', async () => {
  const database = await createTestDatabase()
  const run = (sql: string, values: unknown[] = []) => database.pool.query(sql, values)
  await run('create table t (id integer, nombre text, monto numeric, fecha date, activo boolean)')
  return {
    source: createPostgresSource({ name: 'pruebas', url: database.url }),
    from: { schema: 'public', relation: 't' },
    async put(rows) {
      await run('delete from t')
      await run('insert into t select * from jsonb_populate_recordset(null::t, $1)', [
        JSON.stringify(rows),
      ])
    },
    async alter() {
      await run('alter table t drop nombre, add extra text')
    },
    async remove() {
      await run('drop table t')
    },
    drop: () => database.drop(),
  }
})
