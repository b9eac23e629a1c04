import { Value } from '@sinclair/typebox/value'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDefinitionFile, type DefinitionFile } from './definition-file.ts'
import type { Finding } from './fault.ts'
import { partOf } from './readable-table.ts'
import { checkSources, SourcesDefinition } from './source-limits.ts'
import { structureFindings } from './structure-findings.ts'

/** The file of a catalog that is no dataset: the limits of its sources. */
export const sourcesFile = 'sources.yaml'

interface Sources extends DefinitionFile {
  readonly name: string
  readonly findings: readonly Finding[]
  /** By the name of the connection; empty when the file has a fault or is not there. */
  readonly limits: SourcesDefinition
}

/** Reads the limits of the sources that datasets name. */
export function readSources(
  directory: string,
  datasets: readonly { readonly value: unknown }[],
): Sources {
  const file = join(directory, sourcesFile)
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '{}'
  const definition = parseDefinitionFile(text)
  const { value } = definition
  const connections = new Set(
    datasets.map((dataset) => String(partOf(dataset.value, 'source')['connection'])),
  )
  if (definition.syntaxFaults.length > 0) {
    return { ...definition, name: sourcesFile, findings: [], limits: {} }
  }
  return Value.Check(SourcesDefinition, value)
    ? {
        ...definition,
        name: sourcesFile,
        findings: checkSources(value, connections),
        limits: value,
      }
    : {
        ...definition,
        name: sourcesFile,
        findings: structureFindings(SourcesDefinition, value),
        limits: {},
      }
}
