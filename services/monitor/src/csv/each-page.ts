interface Page<Row> {
  readonly rows: readonly Row[]
  readonly next: string | null
}

/** The rows of page after page, one page at a time in memory. */
export async function* eachPage<Row>(
  read: (after: string | undefined) => Promise<Page<Row>>,
): AsyncGenerator<readonly Row[]> {
  let after: string | undefined
  do {
    const page = await read(after)
    yield page.rows
    after = page.next ?? undefined
  } while (after !== undefined)
}
