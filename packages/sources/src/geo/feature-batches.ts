import type { Feature } from './feature.ts'
import { positionCount } from './geometry/position-count.ts'

const mostFeatures = 500
const mostPositions = 100_000

/** Features in batches, none of many features nor of many positions. */
export async function* inBatches(
  features: AsyncIterable<Feature> | Iterable<Feature>,
): AsyncGenerator<readonly Feature[]> {
  let batch: Feature[] = []
  let positions = 0
  for await (const feature of features) {
    batch.push(feature)
    positions += feature.geometry === null ? 0 : positionCount(feature.geometry)
    if (batch.length < mostFeatures && positions < mostPositions) continue
    yield batch
    batch = []
    positions = 0
  }
  if (batch.length > 0) yield batch
}
