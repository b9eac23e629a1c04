import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openPlace, type Source } from '../../src/index.ts'
import type { PlainRow, SourceWorld } from './source-world.ts'

type Place = ReturnType<typeof openPlace>

/** A world of one file, whose titles are in one line. */
export async function createFileWorld({
  file,
  from,
  createSource,
  write,
}: {
  readonly file: string
  readonly from: SourceWorld['from']
  readonly createSource: (options: { readonly name: string; readonly place: Place }) => Source
  readonly write: (
    path: string,
    titles: readonly string[],
    rows: readonly PlainRow[],
  ) => Promise<void>
}): Promise<SourceWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  const path = join(folder, file)
  const titles = ['id', 'nombre', 'monto', 'fecha', 'activo']
  const place = openPlace(pathToFileURL(folder).href, 'pruebas')
  const source = createSource({ name: 'pruebas', place })
  let version = 0
  const put = async (names: readonly string[], rows: readonly PlainRow[]) => {
    await write(path, names, rows)
    // Left alone for long, and another file each time.
    version += 1
    const at = new Date(Date.UTC(2024, 0, 1) + version * 1_000)
    await utimes(path, at, at)
  }
  return {
    source,
    from,
    put: (rows) => put(titles, rows),
    alter: () =>
      put(
        titles.map((title) => (title === 'nombre' ? 'extra' : title)),
        [],
      ),
    remove: () => rm(path),
    async drop() {
      await source.close()
      await rm(folder, { recursive: true })
    },
  }
}
