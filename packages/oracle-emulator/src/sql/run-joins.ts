import { notEmulated } from '../oracle-error.ts'
import type { Row } from '../result.ts'
import type { CompiledCondition } from './compiled.ts'
import type { ReadColumn } from './relation.ts'
import type { Slot } from './scope.ts'

export interface JoinedSource {
  readonly kind: 'inner' | 'left' | 'cross'
  readonly on: CompiledCondition | undefined
  read(columns: readonly ReadColumn[]): AsyncIterable<readonly Row[]>
}

const mostInnerRows = 200_000
const batchRows = 1000

/**
 * The rows of several sources together. Those of the first are streamed; memory holds all of the
 * others, which is why they may not have many.
 */
export async function* runJoins(
  sources: readonly JoinedSource[],
  slots: readonly Slot[],
  breathe: () => Promise<void>,
): AsyncGenerator<readonly Row[], undefined> {
  const placesOf = (source: number) => {
    const places: { readonly place: number; readonly column: ReadColumn }[] = []
    for (const [place, slot] of slots.entries()) {
      if (slot.source === source) places.push({ place, column: slot.column })
    }
    return places
  }
  let joined = spread(sources[0], placesOf(0), slots.length)
  for (const [index, source] of sources.entries()) {
    if (index > 0) joined = joinOne(joined, source, placesOf(index), breathe)
  }
  yield* joined
  return undefined
}

type Places = readonly { readonly place: number; readonly column: ReadColumn }[]

async function* spread(
  source: JoinedSource | undefined,
  places: Places,
  width: number,
): AsyncGenerator<readonly Row[], undefined> {
  if (source === undefined) return undefined
  for await (const batch of source.read(places.map(({ column }) => column))) {
    yield batch.map((row) => {
      const wide = Array<Row[number]>(width).fill(null)
      for (const [index, { place }] of places.entries()) wide[place] = row[index] ?? null
      return wide
    })
  }
  return undefined
}

async function* joinOne(
  outer: AsyncIterable<readonly Row[]>,
  source: JoinedSource,
  places: Places,
  breathe: () => Promise<void>,
): AsyncGenerator<readonly Row[], undefined> {
  const inner: Row[] = []
  for await (const batch of source.read(places.map(({ column }) => column))) {
    if (inner.length + batch.length > mostInnerRows) {
      throw notEmulated(`join with a relation of more than ${mostInnerRows} rows`)
    }
    inner.push(...batch)
  }
  let out: Row[] = []
  for await (const batch of outer) {
    for (const row of batch) {
      let hasMatch = false
      for (const other of inner) {
        const wide = [...row]
        for (const [index, { place }] of places.entries()) wide[place] = other[index] ?? null
        if (source.on !== undefined && source.on.test(wide) !== true) continue
        hasMatch = true
        out.push(wide)
        if (out.length < batchRows) continue
        await breathe()
        yield out
        out = []
      }
      if (!hasMatch && source.kind === 'left') out.push(row)
    }
  }
  if (out.length > 0) yield out
  return undefined
}
