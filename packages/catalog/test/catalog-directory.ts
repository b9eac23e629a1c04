import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { SyncError } from '@aaps-data/contracts'
import type { CatalogFault } from '../src/index.ts'
import { loadCatalog } from '../src/index.ts'

/** Runs `work` on a directory with these files, by relative name, and removes it afterwards. */
export function withCatalogDirectory<Result>(
  files: Readonly<Record<string, string>>,
  work: (directory: string) => Result,
): Result {
  const directory = mkdtempSync(join(tmpdir(), 'catalog-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true })
      writeFileSync(join(directory, name), text)
    }
    return work(directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** The faults that a catalog of these files is refused with. */
export function faultsOf(files: Readonly<Record<string, string>>): readonly CatalogFault[] {
  return withCatalogDirectory(files, (directory) => {
    try {
      loadCatalog(directory)
    } catch (error) {
      if (error instanceof SyncError && error.code === 'CATALOG_INVALID') {
        return error.details['faults'] as readonly CatalogFault[]
      }
      throw error
    }
    throw new Error('The catalog was accepted')
  })
}

/** A definition that is right, with some of its lines replaced. */
export function aDefinition(replacements: Readonly<Record<string, string>> = {}): string {
  let text = `dataset: pozos
title: { es: Pozos, en: Wells }
department: Área TIC
source: { kind: database, connection: siirays }
target: { schema: pozos }
freshnessLimitMinutes: 60
tables:
  pozo:
    columns:
      id_pozo: integer not null
      nombre: text
    key: [id_pozo]
`
  for (const [found, replacement] of Object.entries(replacements)) {
    if (!text.includes(found)) throw new Error(`The definition does not hold ${found}`)
    text = text.replace(found, () => replacement)
  }
  return text
}
