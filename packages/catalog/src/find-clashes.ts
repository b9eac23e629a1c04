import type { Finding, Path } from './fault.ts'

interface Claim {
  readonly what: string
  readonly file: string
  readonly path: Path
}

type Part = Readonly<Record<string, unknown>>

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function tableClaims(file: string, value: Part): readonly Claim[] {
  const schema = isPart(value['target']) ? value['target']['schema'] : undefined
  if (typeof schema !== 'string') return []
  return ['tables', 'derived'].flatMap((section) => {
    const tables = value[section]
    return Object.keys(isPart(tables) ? tables : {}).map((table) => ({
      what: `target table ${schema}.${table}`,
      file,
      path: [section, table],
    }))
  })
}

function claimsOf(file: string, value: unknown): readonly Claim[] {
  if (!isPart(value)) return []
  const dataset = value['dataset']
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
