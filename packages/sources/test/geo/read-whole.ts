import type { Feature, FeatureFile } from '../../src/geo/feature.ts'
import { openFeatures, type OpenFeaturesOptions } from '../../src/geo/open-features.ts'

/** Opens a file, reads a layer to its end, and closes it. */
export async function readWhole(
  path: string,
  { layer, ...options }: OpenFeaturesOptions & { readonly layer?: string } = {},
): Promise<{ readonly file: FeatureFile; readonly features: readonly Feature[] }> {
  const file = await openFeatures(path, options)
  try {
    const features: Feature[] = []
    for await (const batch of file.features(layer)) features.push(...batch)
    return { file, features }
  } finally {
    file.close()
  }
}
