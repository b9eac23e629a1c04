import { GeoError } from './geo-error.ts'

/** The layer of that name, or the only one. Throws `GeoError`. */
export function chooseLayer<Named extends { readonly name: string }>(
  layers: readonly Named[],
  name: string | undefined,
): Named {
  const names = layers.map((layer) => layer.name)
  if (name === undefined) {
    const [only] = layers
    if (only === undefined) throw new GeoError('no layers')
    if (layers.length > 1) throw new GeoError('several layers', { layers: names })
    return only
  }
  const chosen = layers.find((layer) => layer.name === name)
  if (chosen === undefined) throw new GeoError('no layer', { layer: name, layers: names })
  return chosen
}
