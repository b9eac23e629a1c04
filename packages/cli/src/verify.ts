import { loadCatalog } from '@aaps-data/catalog'
import { createTargetDatabase, verifyDataset, type TableVerification } from '@aaps-data/engine'
import { loadConfig, type Environment } from '@aaps-data/runtime'
import { datasetsDirectory } from '@aaps-data/siirays'
import { targetConfig } from './config.ts'
import { openSource } from './open-source.ts'
import { verificationLines } from './verification-lines.ts'

/** There is no such dataset. Its message names those that there are. */
export class UnknownDatasetError extends Error {
  override readonly name = 'UnknownDatasetError'
}

/**
 * Compares the tables of a dataset with its source, row by row and without any receipt, and prints
 * what it found: for people, or as one JSON object. Answers whether all are equal. Changes nothing;
 * a run may go on meanwhile. Throws `UnknownDatasetError`, or a `SyncError` as a run does.
 */
export async function verify(
  env: Environment,
  {
    dataset: name,
    asJson,
    print,
  }: {
    readonly dataset: string
    readonly asJson: boolean
    readonly print: (line: string) => void
  },
): Promise<boolean> {
  const { TARGET_DATABASE_URL: url, CATALOG_DIR } = loadConfig(targetConfig, env)
  const catalog = loadCatalog(CATALOG_DIR ?? datasetsDirectory)
  const dataset = catalog.get(name)
  if (dataset === undefined) {
    const names = [...catalog.keys()].join(', ')
    throw new UnknownDatasetError(`There is no dataset "${name}", but ${names}`)
  }
  const source = openSource(dataset, { env, targetUrl: url })
  const target = createTargetDatabase({ url })
  try {
    const { signal } = new AbortController()
    const tables = await verifyDataset({ dataset, source, target, signal })
    for (const line of asJson ? [jsonLine(name, tables)] : verificationLines(tables)) print(line)
    return tables.every(({ isEqual }) => isEqual)
  } finally {
    await Promise.all([source.close(), target.destroy()])
  }
}

function jsonLine(dataset: string, tables: readonly TableVerification[]): string {
  return JSON.stringify({ dataset, isEqual: tables.every(({ isEqual }) => isEqual), tables })
}
