import type { Dataset } from '@aaps-data/catalog'
import type { Environment } from '@aaps-data/runtime'
import { chooseDatasets } from '../choose-datasets.ts'
import type { Language } from '../explain/explain-report.ts'
import { countedText } from '../text/count-text.ts'
import { UsageError } from '../usage-error.ts'
import { findingsOfError, okFinding, type Finding } from './finding.ts'

export interface CheckWish {
  readonly env: Environment
  /** All datasets when none is named. */
  readonly names: readonly string[]
  readonly language: Language
}

/**
 * Reads the definitions and names every fault of them; the datasets are those that were asked for, none
 * with a fault. Throws `UsageError` for an unknown one.
 */
export function checkDefinitions({ env, names, language }: CheckWish): {
  readonly datasets: readonly Dataset[]
  readonly findings: readonly Finding[]
} {
  try {
    const datasets = chooseDatasets(env, names)
    const tables = datasets.reduce((sum, dataset) => sum + dataset.tables.length, 0)
    const what = `${countedText(datasets.length, 'dataset')}, ${countedText(tables, 'table')}`
    return { datasets, findings: [okFinding('definitions', what)] }
  } catch (error) {
    if (error instanceof UsageError) throw error
    return { datasets: [], findings: findingsOfError('definitions', error, language) }
  }
}
