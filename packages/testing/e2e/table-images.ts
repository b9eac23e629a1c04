import pg from 'pg'

/**
 * An image of each table that a schema holds but for the documents, which no source has: its rows as
 * text, sorted, and hashed. Tables of source and target with equal rows give equal images, whatever
 * their columns are called.
 */
export async function tableImages(
  url: string,
  schema: string,
): Promise<ReadonlyMap<string, string>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select tablename as name from pg_tables
       where schemaname = $1 and tablename <> 'epsa_documento' order by 1`,
      [schema],
    )
    const images = new Map<string, string>()
    for (const { name } of tables) {
      const { rows } = await client.query<{ image: string }>(
        `select count(*) || ':' || coalesce(md5(string_agg(t::text, E'\\n'
           order by t::text collate "C")), '') as image
         from ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)} t`,
      )
      images.set(name, rows[0]?.image ?? '')
    }
    return images
  } finally {
    await client.end()
  }
}
