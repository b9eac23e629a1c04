import type { Finding, Path } from './fault.ts'
import { partOf } from './readable-table.ts'

interface Claim {
  readonly what: string
  readonly file: string
  readonly path: Path
}

function tableClaims(file: string, value: unknown): readonly Claim[] {
  const { schema } = partOf(value, 'target')
  if (typeof schema !== 'string') return []
  return ['tables', 'derived'].flatMap((section) =>
    Object.keys(partOf(value, section)).map((table) => ({
      what: `target table ${schema}.${table}`,
      file,
      path: [section, table],
    })),
  )
}

function claimsOf(file: string, value: unknown): readonly Claim[] {
  const { dataset } = partOf({ value }, 'value')
  const named =
    typeof dataset === 'string' ? [{ what: `dataset ${dataset}`, file, path: ['dataset'] }] : []
  return [...named, ...tableClaims(file, value)]
}

interface ReadConnection {
  readonly file: string
  readonly connection: string
  readonly kind: string
}

function connectionsOf(file: string, value: unknown): readonly ReadConnection[] {
  const { connection, kind } = partOf(value, 'source')
  return typeof connection === 'string' && typeof kind === 'string'
    ? [{ file, connection, kind }]
    : []
}

// Each connection has one URL, and so one kind.
function kindClashes(
  definitions: readonly { readonly name: string; readonly value: unknown }[],
): readonly (readonly [string, Finding])[] {
  const first = new Map<string, ReadConnection>()
  return definitions.flatMap(({ name, value }) =>
    connectionsOf(name, value).flatMap((read) => {
      const { connection, kind, file } = read
      const known = first.get(connection)
      if (known === undefined) first.set(connection, read)
      if (known === undefined || known.kind === kind) return []
      const reason = `connection ${connection} is of kind ${known.kind} in ${known.file}; give this one another name`
      return [[file, { path: ['source', 'kind'], reason }] as const]
    }),
  )
}

/**
 * Finds what two files lay claim to, a dataset's name, a table of the target or a connection of
 * another kind, by the name of the file that comes second.
 */
export function findClashes(
  definitions: readonly { readonly name: string; readonly value: unknown }[],
): ReadonlyMap<string, readonly Finding[]> {
  const owners = new Map<string, string>()
  const clashes = new Map<string, Finding[]>()
  for (const [file, finding] of kindClashes(definitions)) {
    clashes.set(file, [...(clashes.get(file) ?? []), finding])
  }
  for (const { what, file, path } of definitions.flatMap(({ name, value }) =>
    claimsOf(name, value),
  )) {
    const owner = owners.get(what)
    if (owner === undefined) owners.set(what, file)
    else if (owner !== file) {
      const reason = `${what} belongs to ${owner} already; give it another name or remove one`
      clashes.set(file, [...(clashes.get(file) ?? []), { path, reason }])
    }
  }
  return clashes
}
