import {
  writeGeojson,
  writeGeopackage,
  writeKml,
  writeKmz,
  writeShapefile,
  writeZippedShapefile,
  type SampleFeature,
  type SampleShapefile,
} from '@aaps-data/siirays'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createWriteStream, readlinkSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { ZipFile } from 'yazl'
import { createRandom } from '../excel/seeded-random.ts'
import { openArchive } from '../../src/geo/archive.ts'
import { GeoError } from '../../src/geo/geo-error.ts'
import { openFeatures } from '../../src/geo/open-features.ts'
import { readWhole } from './read-whole.ts'

const ring: readonly [number, number][] = [
  [0, 0],
  [0, 9],
  [9, 9],
  [9, 0],
  [0, 0],
]
const hole: readonly [number, number][] = [
  [1, 1],
  [2, 1],
  [2, 2],
  [1, 2],
  [1, 1],
]
const features: readonly SampleFeature[] = Array.from({ length: 12 }, (_, place) => ({
  properties: { nombre: `Área Ñ ${place}`, caudal: place * 1.5 },
  geometry: { type: 'Polygon', coordinates: [ring, hole] },
}))
const layer: SampleShapefile = {
  name: 'areas',
  epsg: 4326,
  kind: 'Polygon',
  fields: [
    { name: 'nombre', type: 'text' },
    { name: 'caudal', type: 'number' },
  ],
  features,
}

function linkOf(descriptor: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`)
  } catch {
    // It was closed meanwhile.
    return undefined
  }
}

async function waitUntil(isTrue: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 500 && !(await isTrue()); turn += 1) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}

describe('a hostile file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hostile-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** Whether a file was read to its end. Anything but a GeoError fails the test. */
  const isRead = async (path: string): Promise<boolean> => {
    try {
      await readWhole(path)
      return true
    } catch (error) {
      expect(error).toBeInstanceOf(GeoError)
      return false
    }
  }

  const formats: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
    ['geojson', (path) => writeGeojson(path, layer)],
    ['kml', (path) => writeKml(path, layer)],
    ['kmz', (path) => writeKmz(path, layer)],
    ['gpkg', (path) => writeGeopackage(path, [layer])],
    ['zip', (path) => writeZippedShapefile(path, [layer])],
  ]

  it.each(formats)(
    'of %s ends in an error or in features, wherever it is cut off',
    async (name, write) => {
      const path = join(folder, `cut.${name}`)
      await write(path)
      const whole = await readFile(path)
      const random = createRandom(1)
      let reads = 0
      for (let turn = 0; turn < 60; turn += 1) {
        await writeFile(path, whole.subarray(0, random(whole.length - 20)))
        if (await isRead(path)) reads += 1
      }
      expect(reads).toBe(0)
    },
  )

  it.each(formats)(
    'of %s ends in an error or in features, whichever bits are turned',
    async (name, write) => {
      const path = join(folder, `bits.${name}`)
      await write(path)
      const whole = await readFile(path)
      const random = createRandom(2)
      for (let turn = 0; turn < 150; turn += 1) {
        const changed = Buffer.from(whole)
        for (let flips = random(4); flips >= 0; flips -= 1) {
          const at = random(changed.length)
          changed[at] = (changed[at] ?? 0) ^ (1 << random(8))
        }
        await writeFile(path, changed)
        await isRead(path)
      }
      await writeFile(path, whole)
      expect(await isRead(path)).toBe(true)
    },
  )

  it.each(['shp', 'dbf', 'prj', 'cpg'])(
    'has any bytes in the .%s of a shapefile',
    async (extension) => {
      const shp = await writeShapefile(await mkdtemp(join(folder, 'shp-')), layer)
      const path = shp.replace(/shp$/, extension)
      const whole = await readFile(path)
      const random = createRandom(3)
      for (let turn = 0; turn < 200; turn += 1) {
        const changed = Buffer.from(whole)
        for (let flips = random(4); flips >= 0; flips -= 1)
          changed[random(changed.length)] = random(256)
        await writeFile(
          path,
          turn % 4 === 0 ? changed.subarray(0, random(changed.length)) : changed,
        )
        await isRead(shp)
      }
      await writeFile(path, whole)
      expect(await isRead(shp)).toBe(true)
    },
  )

  const packZeros = async (bytes: number): Promise<string> => {
    const zip = new ZipFile()
    const zeros = Buffer.alloc(1024 * 1024)
    zip.addReadStream(
      Readable.from(
        (function* () {
          yield Buffer.from('<kml><Placemark><name>')
          for (let left = bytes; left > 0; left -= zeros.length) yield zeros
        })(),
      ),
      'doc.kml',
    )
    zip.end()
    const path = join(folder, 'bomb.kmz')
    await pipeline(zip.outputStream, createWriteStream(path))
    return path
  }

  it('is given up when it unpacks to far more than it is', async () => {
    const archive = await openArchive(await packZeros(200 * 1024 * 1024))
    const [part] = archive.parts
    let bytes = 0
    const readAll = async () => {
      for await (const piece of part?.open() ?? []) bytes += piece.length
    }
    await expect(readAll()).rejects.toMatchObject({ kind: 'too large' })
    expect(bytes).toBeLessThan(100 * 1024 * 1024)
    archive.close()
  })

  it('is given up when it unpacks to more than any part has', async () => {
    const archive = await openArchive(await packZeros(2 * 1024 * 1024), {
      maxPartBytes: 1024 * 1024,
      maxParts: 10,
    })
    const readAll = async () => {
      for await (const piece of archive.parts[0]?.open() ?? [])
        expect(piece.length).toBeGreaterThan(0)
    }
    await expect(readAll()).rejects.toMatchObject({ kind: 'too large' })
    archive.close()
  })

  it('is an archive whose parts are not what they were when they were packed', async () => {
    const path = join(folder, 'checksum.zip')
    await writeZippedShapefile(path, [layer])
    const bytes = await readFile(path)
    // The checksum in the list at the end of the archive.
    const at = bytes.indexOf(Buffer.from('PK\x01\x02')) + 16
    bytes.writeUInt32LE((bytes.readUInt32LE(at) + 1) % 2 ** 32, at)
    await writeFile(path, bytes)
    await expect(readWhole(path)).rejects.toMatchObject({
      kind: 'damaged',
      facts: { reason: 'checksum' },
    })
  })

  it.each(formats)('of %s is given up without being read to its end', async (name, write) => {
    const path = join(folder, `early.${name}`)
    await write(path)
    const openFiles = async () =>
      (await readdir('/proc/self/fd', { withFileTypes: true })).filter(
        ({ name: descriptor }) => linkOf(descriptor) === path,
      )
    const file = await openFeatures(path)
    for await (const batch of file.features()) {
      expect(batch.length).toBeGreaterThan(0)
      break
    }
    file.close()
    file.close()
    await waitUntil(async () => (await openFiles()).length === 0)
    expect(await openFiles()).toStrictEqual([])
  })

  it('is none of the formats, or empty', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('nombre,x,y\n'), Buffer.from([0, 1, 2])]) {
      const path = join(folder, 'other')
      await writeFile(path, bytes)
      await expect(openFeatures(path)).rejects.toMatchObject({ kind: 'unknown format' })
    }
  })

  it('has an archive without layers', async () => {
    const zip = new ZipFile()
    zip.addBuffer(Buffer.from('x'), 'leeme.txt')
    zip.end()
    const path = join(folder, 'other.zip')
    await pipeline(zip.outputStream, createWriteStream(path))
    await expect(openFeatures(path)).rejects.toMatchObject({ kind: 'no layers' })
  })

  it('has a shape of so many rings that placing each would take long', async () => {
    // Each hole is within the boxes of all shells, which are nested.
    const count = 1_500
    const nested = Array.from({ length: count }, (_, place) => {
      const size = 1_000_000 - place
      return [
        [-size, -size],
        [-size, size],
        [size, size],
        [size, -size],
        [-size, -size],
      ] as [number, number][]
    })
    const holes = Array.from({ length: count }, (_, place) => {
      return [
        [place, 0],
        [place + 0.5, 0],
        [place, 0.5],
        [place, 0],
      ] as [number, number][]
    })
    const shells = nested.map((shell) => [shell])
    const [first = []] = shells
    const coordinates = [[...first, ...holes], ...shells.slice(1)]
    const path = await writeShapefile(await mkdtemp(join(folder, 'shp-')), {
      ...layer,
      features: [{ properties: {}, geometry: { type: 'MultiPolygon', coordinates } }, ...features],
    })
    const { features: read } = await readWhole(path)
    expect(read[0]).toMatchObject({ geometry: null, faults: [{ kind: 'too complex' }] })
    expect(read[1]?.faults).toStrictEqual([])
  })

  it('takes no more memory than one batch of features, however many there are', async () => {
    function* many(): Generator<SampleFeature> {
      for (let place = 0; place < 60_000; place += 1) {
        const properties = { nombre: `Fuente ${place} ${'x'.repeat(500)}`, caudal: place }
        yield { properties, geometry: { type: 'Point', coordinates: [place / 1000, -16] } }
      }
    }
    const path = join(folder, 'many.geojson')
    await writeGeojson(path, { ...layer, features: many() })
    const file = await openFeatures(path)
    let count = 0
    let most = 0
    const before = heldBytes()
    for await (const batch of file.features()) {
      count += batch.length
      if (count % 10_000 === 0) most = Math.max(most, heldBytes() - before)
    }
    expect(count).toBe(60_000)
    // The file has 37 MB.
    expect(most).toBeLessThan(8 * 1024 * 1024)
  })
})

/** What is held when all garbage is collected. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
