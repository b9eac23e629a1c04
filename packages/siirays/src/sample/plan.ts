import { createRandom } from './random.ts'

const epsasAtScaleOne = 2300
const localidadesAtScaleOne = 2721
const mostMunicipios = 374
const fewestRows = 12
/** Of the numbers that SIIRAyS gave out, the share that is still in use. */
const usedIdShare = epsasAtScaleOne / 4100

/** One EPSA before its rows are made. */
export interface SampleEpsa {
  readonly id: number
  /** Position in the sample; some quirks belong to a position. -1 for one that was added later. */
  readonly position: number
  readonly localidadIds: readonly number[]
  readonly instalacionIds: readonly number[]
}

/** How large the sample is, and what belongs to what. Everything else follows from it and the seed. */
export interface SamplePlan {
  readonly seed: number
  readonly localidadCount: number
  readonly municipioCount: number
  readonly rarCount: number
  readonly entidadCount: number
  readonly epsas: readonly SampleEpsa[]
}

interface EpsaPlan {
  readonly seed: number
  readonly id: number
  readonly position: number
  readonly localidadIds: readonly number[]
  readonly firstInstalacionId: number
}

/** Places and number of installations of one EPSA. `localidadIds` are those to choose from. */
export function planEpsa({
  seed,
  id,
  position,
  localidadIds,
  firstInstalacionId,
}: EpsaPlan): SampleEpsa {
  const random = createRandom(seed, 'epsa', id)
  const places = Array.from({ length: random.integer(1, 4) }, () => random.pick(localidadIds))
  return {
    id,
    position,
    localidadIds: [...new Set(places)],
    instalacionIds: Array.from(
      { length: random.integer(1, 4) },
      (_, count) => firstInstalacionId + count,
    ),
  }
}

function planEpsas(seed: number, count: number, localidadIds: readonly number[]): SampleEpsa[] {
  const random = createRandom(seed, 'epsa numbers')
  const epsas: SampleEpsa[] = []
  let firstInstalacionId = 1
  for (let id = 1; epsas.length < count; id += 1) {
    if (!random.chance(usedIdShare)) continue
    const epsa = planEpsa({ seed, id, position: epsas.length, localidadIds, firstInstalacionId })
    firstInstalacionId += epsa.instalacionIds.length
    epsas.push(epsa)
  }
  return epsas
}

/**
 * Plans a sample. Scale 1 has the size of the real thing, some 2,300 EPSAs; any other scale is that
 * many times it, with a floor of a few rows. Memory grows with the number of EPSAs only.
 */
export function planSample({ seed, scale }: { seed: number; scale: number }): SamplePlan {
  const scaled = (rows: number): number => Math.max(fewestRows, Math.round(rows * scale))
  const localidadCount = scaled(localidadesAtScaleOne)
  const localidadIds = Array.from({ length: localidadCount }, (_, index) => index + 1)
  return {
    seed,
    localidadCount,
    municipioCount: Math.min(mostMunicipios, localidadCount),
    rarCount: scaled(400),
    entidadCount: scaled(40),
    epsas: planEpsas(seed, scaled(epsasAtScaleOne), localidadIds),
  }
}
