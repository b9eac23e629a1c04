import { rm } from 'node:fs/promises'
import pg from 'pg'
import {
  createAccounts,
  datasets,
  differingDatasets,
  moveAmounts,
  writeAccountDefinitions,
} from '../../chaos/accounts.ts'
import { seededRandom } from '../../src/index.ts'
import { createSystem, type RunningSystem } from '../running-system.ts'

/** A system whose datasets are small accounts, which runs repeat in moments. */
export interface AccountSystem {
  readonly system: RunningSystem
  /** Moves so many amounts in the source, between the accounts of any dataset. */
  change(times: number): Promise<void>
  /** Moves amounts until every dataset differs from its source. */
  changeEach(): Promise<void>
  /** The datasets whose tables are not as those of the source. */
  differing(): Promise<readonly string[]>
  stop(): Promise<void>
}

export async function createAccountSystem(seed: number): Promise<AccountSystem> {
  const directory = await writeAccountDefinitions()
  const system = await createSystem({ scale: 0.01, catalogDirectory: directory })
  const [source, target] = [openPool(system.sourceUrl), openPool(system.targetUrl)]
  await createAccounts(source)
  const random = seededRandom(seed)
  const change = async (times: number) => {
    for (let n = 0; n < times; n += 1) await moveAmounts(source, random)
  }
  const differing = () => differingDatasets(source, target)
  return {
    system,
    change,
    async changeEach() {
      do await change(10)
      while ((await differing()).length < datasets.length)
    },
    differing,
    async stop() {
      await Promise.all([source.end(), target.end()])
      await system.stop()
      await rm(directory, { recursive: true })
    },
  }
}

function openPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 2 })
  // Connections die with a server that a test ends.
  pool.on('error', () => undefined)
  return pool
}
