import type { ClientBase } from 'pg'

/**
 * Writes each type as the server itself does, with its length and precision; undefined where it
 * does not know it. Creates nothing.
 */
export async function canonicalTypes(
  client: ClientBase,
  types: readonly string[],
): Promise<ReadonlyMap<string, string | undefined>> {
  const distinct = [...new Set(types)]
  if (distinct.length === 0) return new Map()
  const together = await writeTypes(client, distinct)
  if (together !== undefined) return together
  const canonical = new Map<string, string | undefined>()
  for (const type of distinct) {
    canonical.set(type, (await writeTypes(client, [type]))?.get(type))
  }
  return canonical
}

const writeType = `
  select case when t.typtype = 'd' then format_type(t.oid, null)
              else format_type(wanted.oid, wanted.modifier) end as type
  from unnest($1::text[], $2::oid[], $3::integer[])
    with ordinality as wanted (written, oid, modifier, place)
  join pg_type as t on t.oid = to_regtype(wanted.written)
  order by wanted.place`

// The columns of a result keep the modifiers of their types; to_regtypemod came with version 17.
// Of a domain they show the type beneath, and it has no modifier of its own.
async function writeTypes(
  client: ClientBase,
  types: readonly string[],
): Promise<ReadonlyMap<string, string> | undefined> {
  await client.query('savepoint canonical_types')
  try {
    const nulls = types.map((type) => `null::${type}`)
    const { fields } = await client.query(`select ${nulls.join(', ')} where false`)
    const { rows } = await client.query<{ type: string }>(writeType, [
      types,
      fields.map(({ dataTypeID }) => dataTypeID),
      fields.map(({ dataTypeModifier }) => dataTypeModifier),
    ])
    return new Map(rows.map(({ type }, place) => [types[place] ?? '', type]))
  } catch {
    return undefined
  } finally {
    await client.query('rollback to savepoint canonical_types')
  }
}
