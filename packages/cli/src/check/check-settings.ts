import { connectionVariables, type Dataset } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import { loadConfig, sourceUrls, type ConfigFault, type Environment } from '@aaps-data/runtime'
import { Type } from '@sinclair/typebox'
import { runConfig } from '../config.ts'
import { faultFinding, type Finding } from './finding.ts'

const description = 'the URL of a source, as the datasets name it'

/** The settings that datasets need, and those of them that are missing or wrong. */
export interface CheckedSettings {
  readonly findings: readonly Finding[]
  /** Whether these variables can be used. */
  readonly has: (...variables: readonly string[]) => boolean
}

/** Looks at every variable that runs of the datasets need. */
export function checkSettings(env: Environment, datasets: readonly Dataset[]): CheckedSettings {
  const sources = sourceUrls(connectionVariables(datasets), { description })
  const faults = faultsOf(() =>
    loadConfig(Type.Object({ ...runConfig.properties, ...sources.properties }), env),
  )
  const wrong = new Set(faults.map(({ variable }) => variable))
  return {
    findings: faults.map(({ variable, reason, expected }) =>
      faultFinding('settings', `${variable} ${reason}`, [`set it to ${expected}`]),
    ),
    has: (...variables) => variables.every((variable) => !wrong.has(variable)),
  }
}

function faultsOf(load: () => unknown): readonly ConfigFault[] {
  try {
    load()
    return []
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
    return error.details['faults'] as readonly ConfigFault[]
  }
}
