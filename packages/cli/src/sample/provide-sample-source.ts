import { loadConfig, type Environment } from '@aaps-data/runtime'
import {
  markEmptyTarget,
  NotASampleError,
  provideSample,
  TargetNotEmptyError,
} from '@aaps-data/siirays'
import { sampleConfig } from '../config.ts'

/**
 * Makes the sample SIIRAyS that SOURCE_SIIRAYS_URL names, unless it is there, and lets it fill the
 * target. Safe to repeat. When either database holds what is not from the sample, it stays as it
 * is, and the answer says why.
 */
export async function provideSampleSource(
  env: Environment,
  print: (line: string) => void,
): Promise<string | undefined> {
  const { TARGET_DATABASE_URL, SOURCE_SIIRAYS_URL } = loadConfig(sampleConfig, env)
  const adminUrl = new URL(SOURCE_SIIRAYS_URL)
  const name = decodeURIComponent(adminUrl.pathname.slice(1))
  adminUrl.pathname = '/postgres'
  try {
    await markEmptyTarget({ url: TARGET_DATABASE_URL })
    await provideSample({ adminUrl: adminUrl.href, name })
  } catch (error) {
    if (error instanceof TargetNotEmptyError || error instanceof NotASampleError) {
      return error.message
    }
    throw error
  }
  print(`The sample SIIRAyS is in database ${name}`)
  return undefined
}
