import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { openArchive } from './archive.ts'
import type { GeoEncoding } from './decode-text.ts'
import type { FeatureFile } from './feature.ts'
import { loosePart } from './file-part.ts'
import { GeoError } from './geo-error.ts'
import { openGeojson } from './geojson/open-geojson.ts'
import { openGeopackage } from './geopackage/open-geopackage.ts'
import { openKml } from './kml/open-kml.ts'
import { besideShp, layersInArchive } from './shapefile/find-layers.ts'
import { openShapefile } from './shapefile/open-shapefile.ts'

export interface OpenFeaturesOptions {
  /** How texts are written where the file itself does not say it. */
  readonly encoding?: GeoEncoding
}

/**
 * Opens a file of features by what is in it, whatever its name: a shapefile (its .shp, or a zip of one
 * or more), GeoJSON, KML or KMZ, GeoPackage. Nothing that it refers to is fetched. Throws `GeoError`.
 */
export async function openFeatures(
  path: string,
  { encoding }: OpenFeaturesOptions = {},
): Promise<FeatureFile> {
  const part = loosePart(basename(path), path)
  const name = part.name.replace(/\.[^.]*$/, '')
  switch (await recognise(path)) {
    case 'shp':
      return openShapefile([await besideShp(path)], { encoding, close: () => undefined })
    case 'zip':
      return openZip(path, { name, encoding })
    case 'sqlite':
      return openGeopackage(path, part.name)
    case 'json':
      return openGeojson(part, { name, encoding })
    case 'xml':
      return openKml([part], { name, close: () => undefined })
    case undefined:
      throw new GeoError('unknown format', { part: part.name })
  }
}

async function recognise(
  path: string,
): Promise<'shp' | 'zip' | 'sqlite' | 'json' | 'xml' | undefined> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(1024)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    const bytes = head.subarray(0, bytesRead)
    if (bytes.length >= 4 && bytes.readInt32BE(0) === 9994) return 'shp'
    const text = bytes.toString('latin1')
    if (text.startsWith('PK')) return 'zip'
    if (text.startsWith('SQLite format 3\0')) return 'sqlite'
    // Behind a byte order mark, blanks, and the sign of a text sequence.
    const first = text
      .replace(/^\xef\xbb\xbf/, '')
      .replaceAll('\x1e', '')
      .trimStart()[0]
    if (first === '{') return 'json'
    return first === '<' ? 'xml' : undefined
  } finally {
    await file.close()
  }
}

async function openZip(
  path: string,
  { name, encoding }: { readonly name: string; readonly encoding: GeoEncoding | undefined },
): Promise<FeatureFile> {
  const archive = await openArchive(path)
  const close = () => archive.close()
  try {
    const shapefiles = layersInArchive(archive.parts)
    if (shapefiles.length > 0) return await openShapefile(shapefiles, { encoding, close })
    const documents = archive.parts.filter((part) => part.name.toLowerCase().endsWith('.kml'))
    if (documents.length > 0) return await openKml(documents, { name, close })
    throw new GeoError('no layers', { part: basename(path) })
  } catch (error) {
    close()
    throw error
  }
}
