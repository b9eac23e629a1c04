import { loadConfig, type Environment } from '@aaps-data/runtime'
import {
  markEmptyTarget,
  NotASampleError,
  NotASampleFolderError,
  provideSample,
  provideSampleFiles,
  TargetNotEmptyError,
} from '@aaps-data/siirays'
import { fileURLToPath } from 'node:url'
import { sampleConfig } from '../config.ts'

const refusals = [TargetNotEmptyError, NotASampleError, NotASampleFolderError]

/**
 * Makes the samples that SOURCE_SIIRAYS_URL and SOURCE_SARH_URL name, unless they are there, and lets
 * them fill the target. Safe to repeat. When a database or folder holds what is not from a sample,
 * it stays as it is, and the answer says why.
 */
export async function provideSampleSource(
  env: Environment,
  print: (line: string) => void,
): Promise<string | undefined> {
  const { TARGET_DATABASE_URL, SOURCE_SIIRAYS_URL, SOURCE_SARH_URL } = loadConfig(sampleConfig, env)
  const adminUrl = new URL(SOURCE_SIIRAYS_URL)
  const name = decodeURIComponent(adminUrl.pathname.slice(1))
  adminUrl.pathname = '/postgres'
  const folder = SOURCE_SARH_URL.startsWith('file:') ? fileURLToPath(SOURCE_SARH_URL) : undefined
  try {
    await markEmptyTarget({ url: TARGET_DATABASE_URL })
    await provideSample({ adminUrl: adminUrl.href, name })
    if (folder !== undefined) await provideSampleFiles(folder)
  } catch (error) {
    if (refusals.some((refusal) => error instanceof refusal)) return (error as Error).message
    throw error
  }
  print(`The sample SIIRAyS is in database ${name}`)
  if (folder !== undefined) print(`The sample files are in ${folder}`)
  return undefined
}
