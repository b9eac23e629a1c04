import type { Catalog, Dataset } from '@aaps-data/catalog'
import { ProblemError } from '../problem.ts'

/** The dataset of that name. Throws a 404 with `DATASET_UNKNOWN` where none is defined. */
export function datasetNamed(catalog: Catalog, name: string): Dataset {
  const dataset = catalog.get(name)
  if (dataset !== undefined) return dataset
  throw new ProblemError({
    status: 404,
    code: 'DATASET_UNKNOWN',
    title: 'No dataset has this name',
  })
}
