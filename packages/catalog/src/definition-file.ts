import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml'
import type { Finding, Path } from './fault.ts'

/** One YAML file: its plain value, and where in the text each part of it stands. */
export interface DefinitionFile {
  readonly value: unknown
  readonly syntaxFaults: readonly (Finding & { readonly line: number })[]
  /** The line of a place, from 1; that of the nearest place above it when it is absent. */
  readonly lineOf: (path: Path) => number
}

interface Position {
  readonly offset: number
  readonly node: unknown
}

function offsetOf(node: unknown): number | undefined {
  const isPlaced = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)
  return isPlaced ? node.range?.[0] : undefined
}

function childOf(document: Document, parent: unknown, step: string | number): Position | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
    const offset = offsetOf(pair?.key)
    return pair === undefined || offset === undefined ? undefined : { offset, node: pair.value }
  }
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step]
    const offset = offsetOf(item)
    return offset === undefined ? undefined : { offset, node: item }
  }
  return undefined
}

function lineFinder(document: Document, lines: LineCounter): (path: Path) => number {
  return (path) => {
    let position: Position = { offset: offsetOf(document.contents) ?? 0, node: document.contents }
    for (const step of path) {
      const child = childOf(document, position.node, step)
      if (child === undefined) break
      position = child
    }
    return Math.max(1, lines.linePos(position.offset).line)
  }
}

/** Reads a text as YAML 1.2. Keys that come twice are syntax faults; the value is then undefined. */
export function parseDefinitionFile(text: string): DefinitionFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const syntaxFaults = document.errors.map((error) => ({
    path: [],
    line: lines.linePos(error.pos[0]).line,
    reason: `not valid YAML: ${error.message}`,
  }))
  return {
    value: syntaxFaults.length > 0 ? undefined : document.toJS(),
    syntaxFaults,
    lineOf: lineFinder(document, lines),
  }
}
