import { setTimeout as delay } from 'node:timers/promises'
import { seededRandom } from './seeded-random.ts'

/** `up` is what the client sends, `down` what the server answers. */
export type Direction = 'up' | 'down'

/**
 * How a network treats what passes, until it is told otherwise.
 *
 * `latency`: every piece comes `ms` late, up to `jitterMs` more by a seeded chance, in order.
 * `rate`: so many bytes a second in each direction of a connection. `black-hole`: connections are
 * taken and stay open, and nothing passes. `half-open`: only one direction passes. `cut-after`: a
 * connection ends when so many bytes have passed it, both directions counted. `reset`: every
 * connection is reset, new ones at once. `refuse`: like `reset`, and nobody listens.
 */
export type NetworkMode =
  | { readonly kind: 'pass' }
  | {
      readonly kind: 'latency'
      readonly ms: number
      readonly jitterMs?: number
      readonly seed?: number
    }
  | { readonly kind: 'rate'; readonly bytesPerSecond: number }
  | { readonly kind: 'black-hole' }
  | { readonly kind: 'half-open'; readonly passes: Direction }
  | { readonly kind: 'cut-after'; readonly bytes: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'refuse' }

type Write = (bytes: Buffer) => Promise<void>

/** Of one connection. */
export interface Carrier {
  /**
   * Brings bytes to the other side through `write`, in their order, as the mode has it; resolves with
   * false when nothing more may pass and the connection has to end. Bytes that a mode holds back pass
   * when it ends.
   */
  carry(direction: Direction, bytes: Buffer, write: Write): Promise<boolean>
}

export interface NetworkConditions {
  mode(): NetworkMode
  set(mode: NetworkMode): void
  carrier(): Carrier
}

const rateSliceMs = 20

/** The conditions under which the connections of a proxy pass their bytes. */
export function createNetworkConditions(): NetworkConditions {
  let mode: NetworkMode = { kind: 'pass' }
  let random = seededRandom(1)
  let tellChange: () => void = () => undefined
  let changed = nextChange()

  function nextChange(): Promise<void> {
    return new Promise((resolve) => {
      tellChange = resolve
    })
  }

  function isHeld(direction: Direction): boolean {
    return mode.kind === 'black-hole' || (mode.kind === 'half-open' && mode.passes !== direction)
  }

  return {
    mode: () => mode,
    set(next) {
      mode = next
      if (next.kind === 'latency') random = seededRandom(next.seed ?? 1)
      tellChange()
      changed = nextChange()
    },
    carrier() {
      let countedFor: NetworkMode | undefined
      let counted = 0

      async function carryAtRate(bytes: Buffer, bytesPerSecond: number, write: Write) {
        const slice = Math.max(1, Math.floor((bytesPerSecond * rateSliceMs) / 1_000))
        for (let at = 0; at < bytes.length; at += slice) {
          await delay((slice * 1_000) / bytesPerSecond)
          await write(bytes.subarray(at, at + slice))
        }
      }

      /** Whether bytes are left after these. */
      async function carryUpTo(
        limit: NetworkMode & { kind: 'cut-after' },
        bytes: Buffer,
        write: Write,
      ) {
        if (countedFor !== limit) counted = 0
        countedFor = limit
        const left = Math.max(0, limit.bytes - counted)
        counted += bytes.length
        await write(bytes.subarray(0, left))
        return counted < limit.bytes
      }

      return {
        async carry(direction, bytes, write) {
          while (isHeld(direction)) await changed
          switch (mode.kind) {
            case 'reset':
            case 'refuse':
              return false
            case 'cut-after':
              return await carryUpTo(mode, bytes, write)
            case 'rate':
              await carryAtRate(bytes, mode.bytesPerSecond, write)
              return true
            case 'latency':
              await delay(mode.ms + random() * (mode.jitterMs ?? 0))
              await write(bytes)
              return true
            case 'pass':
            case 'black-hole':
            case 'half-open':
              await write(bytes)
              return true
          }
        },
      }
    },
  }
}
