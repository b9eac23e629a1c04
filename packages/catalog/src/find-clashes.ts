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

/**
 * Finds what two files lay claim to, a dataset's name or a table of the target, by the name of the
 * file that comes second.
 */
export function findClashes(
  definitions: readonly { readonly name: string; readonly value: unknown }[],
): ReadonlyMap<string, readonly Finding[]> {
  const owners = new Map<string, string>()
  const clashes = new Map<string, Finding[]>()
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
