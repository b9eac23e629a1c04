import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface StackState {
  readonly postgres?: { readonly url: string }
}

const sampleDatabase = 'siirays'

/**
 * Where the sample SIIRAyS is: the URL given in the environment, else database `siirays` of the
 * private stack, whose address stands in the stack's state file.
 */
export function sampleUrl(environment: NodeJS.ProcessEnv, root: string): string {
  const given = environment['SOURCE_SIIRAYS_URL']
  if (given) return given
  const directory = environment['AAPS_LOCAL_DIR'] ?? join(root, '.local')
  const adminUrl = readStackState(join(directory, 'state.json')).postgres?.url
  if (adminUrl === undefined) {
    throw new Error(
      'There is no private stack here. Run npm start first, or set SOURCE_SIIRAYS_URL.',
    )
  }
  const url = new URL(adminUrl)
  url.pathname = `/${sampleDatabase}`
  return url.href
}

function readStackState(file: string): StackState {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StackState
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}
