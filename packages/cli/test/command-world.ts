import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyTopology } from '@aaps-data/amqp'
import type { RunningService } from '@aaps-data/runtime'
import { createTestDatabase, createTestVhost, type TestDatabase } from '@aaps-data/testing'
import { startScheduler } from '../../../services/scheduler/src/start-scheduler.ts'
import { startWorker } from '../../../services/worker/src/start-worker.ts'
import type { ProgramContext } from '../src/index.ts'
import { runWords, type Outcome } from './run-words.ts'

/** Source, target and broker of a dataset `reclamos`, and the command to use on them. */
export interface CommandWorld {
  readonly source: TestDatabase
  readonly target: TestDatabase
  readonly env: Readonly<
    Record<'TARGET_DATABASE_URL' | 'SOURCE_CENTRAL_URL' | 'AMQP_URL' | 'CATALOG_DIR', string>
  >
  /** Starts a scheduler and a worker in this process. */
  startServices(): Promise<void>
  run(words: readonly string[], context?: Partial<ProgramContext>): Promise<Outcome>
  close(): Promise<void>
}

const definition = `
dataset: reclamos
title: { es: Reclamos, en: Complaints }
department: Regulación
source: { kind: database, connection: central, schema: public }
target: { schema: reclamos }
freshnessLimitMinutes: 60
guards: { maxDeletedRows: 3 }
tables:
  reclamo:
    columns:
      id_reclamo: integer not null
      motivo: { type: text, rules: { required: warn } }
      telefono: { type: text, masked: true, rules: { length: { max: 40 } } }
    key: [id_reclamo]
`

/** Makes the world, with 50 rows in the source. Nothing is migrated and no service runs yet. */
export async function createCommandWorld(): Promise<CommandWorld> {
  const [source, target, vhost] = await Promise.all([
    createTestDatabase(),
    createTestDatabase(),
    createTestVhost(),
  ])
  await applyTopology(vhost.url)
  const directory = await mkdtemp(join(tmpdir(), 'aaps-command-'))
  await writeFile(join(directory, 'reclamos.yaml'), definition)
  await source.pool.query(`create table reclamo as
    select n as id_reclamo, 'motivo ' || n as motivo, '7' || n as telefono
    from generate_series(1, 50) n`)
  const env = {
    TARGET_DATABASE_URL: target.url,
    SOURCE_CENTRAL_URL: source.url,
    AMQP_URL: vhost.url,
    CATALOG_DIR: directory,
  }
  const quiet = { ...env, LOG_LEVEL: 'fatal' }
  const services: RunningService[] = []
  return {
    source,
    target,
    env,
    async startServices() {
      services.push(await startScheduler({ ...quiet, SCHEDULER_SWEEP: '300ms' }))
      services.push(await startWorker({ ...quiet, WORKER_STOP_GRACE: '1s' }))
    },
    run: (words, context) => runWords(words, env, context),
    async close() {
      await Promise.all(services.map((service) => service.stop()))
      await Promise.all([source.drop(), target.drop(), vhost.drop()])
      await rm(directory, { recursive: true })
    },
  }
}
