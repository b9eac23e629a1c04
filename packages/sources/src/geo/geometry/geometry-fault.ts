import type { FeatureFaultKind } from '../feature.ts'

/** One geometry that cannot be read. What is around it can. */
export class GeometryFault extends Error {
  override readonly name = 'GeometryFault'
  readonly kind: FeatureFaultKind
  readonly reason: string | undefined

  constructor(kind: FeatureFaultKind, reason?: string) {
    super(`The geometry cannot be read: ${kind}`)
    this.kind = kind
    this.reason = reason
  }
}
