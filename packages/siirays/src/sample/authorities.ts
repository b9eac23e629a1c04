import type { SamplePlan } from './plan.ts'
import { createRandom } from './random.ts'
import type { Row } from './row.ts'
import {
  date,
  mailAddress,
  noInformation,
  phones,
  placeName,
  resolutionNumber,
  streetAddress,
} from './words.ts'

/** Resolutions by which the regulator registered somebody. */
export function* rarRows({ seed, rarCount }: SamplePlan): Generator<Row> {
  for (let id = 1; id <= rarCount; id += 1) {
    const random = createRandom(seed, 'rar', id)
    yield [
      id,
      resolutionNumber(random),
      random.chance(0.05) ? null : date(random, 2006, 2024),
      random.chance(0.3) ? null : `Otorga el registro a la EPSA de ${placeName(random)}`,
    ]
  }
}

/** Authorities that give an EPSA its legal status. */
export function* entidadRows({ seed, entidadCount }: SamplePlan): Generator<Row> {
  for (let id = 1; id <= entidadCount; id += 1) {
    const random = createRandom(seed, 'entidad', id)
    yield [
      id,
      `GOBIERNO AUTÓNOMO MUNICIPAL DE ${placeName(random)}`,
      `GAM-${id}`,
      streetAddress(random),
      phones(random),
      random.chance(0.5) ? null : phones(random),
      noInformation,
      random.chance(0.4) ? null : mailAddress(random, 'alcaldia'),
    ]
  }
}
