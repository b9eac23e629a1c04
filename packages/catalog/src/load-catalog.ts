import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SyncError } from '@aaps-data/contracts'
import { checkDataset } from './check-dataset.ts'
import { findClashes } from './find-clashes.ts'
import { parseDefinitionFile, type DefinitionFile } from './definition-file.ts'
import { DatasetDefinition } from './dataset-definition.ts'
import type { Catalog } from './dataset.ts'
import { pathText, type CatalogFault, type Finding } from './fault.ts'
import { readQueries } from './read-queries.ts'
import { resolveDataset } from './resolve-dataset.ts'
import { readSources, sourcesFile } from './read-sources.ts'
import { resolveLimits } from './source-limits.ts'
import { structureFindings } from './structure-findings.ts'

interface Definition extends DefinitionFile {
  /** Relative to the catalog's directory. */
  readonly name: string
  readonly queries: ReadonlyMap<string, string>
  readonly findings: readonly Finding[]
}

function definitionNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => /\.ya?ml$/.test(name) && name !== sourcesFile)
      .sort()
  } catch (error) {
    throw catalogInvalid(
      [
        {
          file: directory,
          line: 1,
          path: '',
          reason: 'the directory cannot be read; check its name and rights',
        },
      ],
      error,
    )
  }
}

function readDefinition(directory: string, name: string): Definition {
  const file = join(directory, name)
  const definition = parseDefinitionFile(readFileSync(file, 'utf8'))
  if (definition.syntaxFaults.length > 0) {
    return { ...definition, name, queries: new Map(), findings: [] }
  }
  const { queries, findings } = readQueries(definition.value, dirname(file))
  return {
    ...definition,
    name,
    queries,
    findings: [
      ...structureFindings(DatasetDefinition, definition.value),
      ...checkDataset(definition.value),
      ...findings,
    ],
  }
}

function faultsOf(
  { name, syntaxFaults, findings, lineOf }: Omit<Definition, 'queries'>,
  clashes: readonly Finding[],
): readonly CatalogFault[] {
  const found = [...findings, ...clashes].map(({ path, reason }) => ({
    file: name,
    line: lineOf(path),
    path: pathText(path),
    reason,
  }))
  const syntax = syntaxFaults.map(({ line, reason }) => ({ file: name, line, path: '', reason }))
  return [...syntax, ...found].sort((left, right) => left.line - right.line)
}

function catalogInvalid(faults: readonly CatalogFault[], cause?: unknown): SyncError {
  return new SyncError('CATALOG_INVALID', { faults }, cause)
}

/**
 * Reads every dataset definition (`*.yaml`) of a directory, the queries they name, and the limits of
 * their sources (`sources.yaml`, which need not be there). Throws
 * `CATALOG_INVALID` with all faults of all files at once, each with file, line, path and reason:
 * a catalog is whole or it is refused.
 */
export function loadCatalog(directory: string): Catalog {
  const definitions = definitionNames(directory).map((name) => readDefinition(directory, name))
  if (definitions.length === 0) {
    throw catalogInvalid([
      {
        file: directory,
        line: 1,
        path: '',
        reason: 'the directory holds no *.yaml; put a dataset there',
      },
    ])
  }
  const clashes = findClashes(definitions)
  const sources = readSources(directory, definitions)
  const faults = [
    ...definitions.flatMap((definition) =>
      faultsOf(definition, clashes.get(definition.name) ?? []),
    ),
    ...faultsOf(sources, []),
  ]
  if (faults.length > 0) throw catalogInvalid(faults)
  return new Map(
    definitions.map(({ value, queries }) => {
      const definition = value as DatasetDefinition
      const limits = resolveLimits(sources.limits[definition.source.connection])
      const dataset = resolveDataset(definition, { queries, limits })
      return [dataset.name, dataset]
    }),
  )
}
