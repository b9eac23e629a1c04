import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The connection that the definitions name; nobody connects to it. */
export const noOpSource = { SOURCE_NOWHERE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' }

const definition = (name: string) => `
dataset: ${name}
title: { es: Nada, en: Nothing }
department: Pruebas
source: { kind: database, connection: nowhere, schema: public }
target: { schema: ${name} }
freshnessLimitMinutes: 60

tables:
  nada:
    columns:
      id: integer not null
    key: [id]
`

/** Writes so many definitions of datasets into a directory; gives their names. */
export async function writeNoOpDatasets(
  directory: string,
  count: number,
): Promise<readonly string[]> {
  await mkdir(directory, { recursive: true })
  const names = Array.from({ length: count }, (_, n) => `nada_${n}`)
  await Promise.all(
    names.map((name) => writeFile(join(directory, `${name}.yaml`), definition(name))),
  )
  return names
}
