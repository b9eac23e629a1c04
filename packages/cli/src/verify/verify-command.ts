import type { Dataset } from '@aaps-data/catalog'
import { createTargetDatabase, verifyDataset, type TableVerification } from '@aaps-data/engine'
import { loadConfig, type Environment } from '@aaps-data/runtime'
import type { Command } from 'commander'
import { chooseDataset } from '../choose-datasets.ts'
import { targetConfig } from '../config.ts'
import { exitCodes } from '../exit-codes.ts'
import { openSource } from '../open-source.ts'
import type { ProgramContext } from '../program-context.ts'
import { maskKeys } from './mask-keys.ts'
import { verificationLines } from './verification-lines.ts'

/** Adds `verify`. */
export function addVerifyCommand(program: Command, { env, print, exit }: ProgramContext): void {
  program
    .command('verify')
    .description('compare a dataset with its source and name the keys that differ; change nothing')
    .argument('<dataset>', 'its name')
    .option('--json', 'print one JSON object')
    .action(async (name: string, { json = false }: { readonly json?: boolean }) => {
      const dataset = chooseDataset(env, name)
      const tables = maskKeys(dataset, await compareWithSource(env, dataset))
      const isEqual = tables.every((table) => table.isEqual)
      const lines = json
        ? [JSON.stringify({ dataset: name, isEqual, tables })]
        : verificationLines(tables)
      for (const line of lines) print(line)
      if (!isEqual) exit(exitCodes.refused)
    })
}

async function compareWithSource(
  env: Environment,
  dataset: Dataset,
): Promise<readonly TableVerification[]> {
  const { TARGET_DATABASE_URL: url } = loadConfig(targetConfig, env)
  const source = openSource(dataset, { env, targetUrl: url })
  const target = createTargetDatabase({ url })
  try {
    const { signal } = new AbortController()
    return await verifyDataset({ dataset, source, target, signal })
  } finally {
    await Promise.all([source.close(), target.destroy()])
  }
}
