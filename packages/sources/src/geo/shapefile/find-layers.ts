import { loosePart, type FilePart } from '../file-part.ts'
import { GeoError } from '../geo-error.ts'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** The files of one layer. */
export interface ShapefileParts {
  readonly name: string
  readonly shp: FilePart
  readonly dbf: FilePart | undefined
  readonly prj: FilePart | undefined
  readonly cpg: FilePart | undefined
}

/** The files that lie beside a .shp and have its name, whatever their capitals. */
export async function besideShp(path: string): Promise<ShapefileParts> {
  const folder = dirname(path)
  const stem = stemOf(basename(path))
  const names = await readdir(folder)
  const parts = names
    .filter((name) => stemOf(name).toLowerCase() === stem.toLowerCase())
    .map((name) => loosePart(name, join(folder, name)))
  const shp = loosePart(basename(path), path)
  return { ...withExtensions(parts, stem), name: stem, shp }
}

/** The layers in an archive: each of its .shp with the files of the same name in the same folder. */
export function layersInArchive(parts: readonly FilePart[]): readonly ShapefileParts[] {
  const layers = parts
    .filter(({ name }) => name.toLowerCase().endsWith('.shp'))
    .map((shp) => ({ ...withExtensions(parts, stemOf(shp.name)), name: stemOf(shp.name), shp }))
  const shortNames = layers.map(({ name }) => basename(name))
  const areUnique = new Set(shortNames).size === layers.length
  return areUnique ? layers.map((layer) => ({ ...layer, name: basename(layer.name) })) : layers
}

function withExtensions(parts: readonly FilePart[], stem: string) {
  const find = (extension: string): FilePart | undefined => {
    const wanted = `${stem}.${extension}`.toLowerCase()
    const found = parts.filter(({ name }) => name.toLowerCase() === wanted)
    if (found.length > 1)
      throw new GeoError('damaged', { part: found[0]?.name ?? wanted, reason: 'twice' })
    return found[0]
  }
  return { dbf: find('dbf'), prj: find('prj'), cpg: find('cpg') }
}

function stemOf(name: string): string {
  return name.replace(/\.[^./]*$/, '')
}
