import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { loadCatalog, type Dataset } from '@aaps-data/catalog'
import { createExcelSource, openPlace } from '@aaps-data/sources'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createSyncWorld, type SyncWorld } from '../../engine/test/sync-world.ts'
import { datasetsDirectory, provideSampleFiles, writeSarh } from '../src/index.ts'
import { isSampleFolder } from '../src/sample/files/sample-files.ts'
import { sarhSystems } from '../src/sample/files/sarh-rows.ts'

describe('dataset sarh', () => {
  let world: SyncWorld
  let folder: string
  let dataset: Dataset

  beforeAll(async () => {
    world = await createSyncWorld()
    folder = await mkdtemp(join(tmpdir(), 'sarh-'))
    const found = loadCatalog(datasetsDirectory).get('sarh')
    if (found === undefined) throw new Error('There is no dataset sarh')
    dataset = found
    await world.migrate(dataset)
  })
  afterAll(async () => {
    await world.drop()
    await rm(folder, { recursive: true })
  })

  it('carries every system of the sheet as it was meant, but for the two that are wrong', async () => {
    await provideSampleFiles(folder)
    const anHourAgo = new Date(Date.now() - 3_600_000)
    await utimes(join(folder, 'sarh.xlsx'), anHourAgo, anHourAgo)
    const url = pathToFileURL(folder).href
    const source = createExcelSource({ name: 'sarh', place: openPlace(url, 'sarh') })

    const receipt = await world.run({ dataset, source })

    const rows = await world.inTarget(
      `select numero, titular, upper(tipo_usuario) as tipo, departamento, caudal_ls::float8 as caudal,
              coordenada_x::float8 as x, zona_utm, fecha_resolucion::text as fecha, observaciones
       from sarh.sistema order by numero`,
    )
    const meant = [...sarhSystems({ seed: 1, scale: 1 })]
      .filter(({ numero }) => ![17, 101].includes(numero))
      .map(
        ({
          numero,
          titular,
          tipoUsuario,
          departamento,
          caudal,
          x,
          zona,
          fecha,
          observaciones,
        }) => ({
          numero,
          titular,
          tipo: tipoUsuario,
          departamento,
          caudal: caudal ?? null,
          x: x ?? null,
          zona_utm: zona ?? null,
          fecha: fecha ?? null,
          observaciones:
            observaciones === undefined || observaciones === 'N/I' ? null : observaciones,
        }),
      )
    expect(rows).toEqual(meant)
    expect(receipt.tables).toMatchObject([{ rejected: 2, inserted: 403 }])
    const rejects = await world.inTarget(
      'select column_name, rule, value, place from sync.rejects order by column_name',
    )
    expect(rejects).toEqual([
      { column_name: 'caudal_ls', rule: 'cell', value: '#N/A', place: inCell('G21') },
      { column_name: 'fecha_resolucion', rule: 'type', value: '31/02/2019', place: inCell('L107') },
    ])
    await source.close()
  })
  const inCell = (cell: string) => ({ file: 'sarh.xlsx', sheet: 'SARH', cell })

  it('has a sample that is the same for the same seed', async () => {
    const digestOf = async (seed: number) => {
      const path = join(folder, `seed-${seed}`)
      await writeSarh(path, { seed, scale: 0.1 })
      return createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
    }

    expect(await digestOf(7)).toBe(await digestOf(7))
    expect(await digestOf(8)).not.toBe(await digestOf(7))
  })

  it('puts samples only into folders that are empty or its own', async () => {
    const other = await mkdtemp(join(tmpdir(), 'sarh-other-'))
    await writeFile(join(other, 'padron.xlsx'), 'of somebody')

    await expect(provideSampleFiles(other)).rejects.toThrow(`Folder ${other} is neither empty`)
    expect(isSampleFolder(pathToFileURL(other).href)).toBe(false)
    expect(isSampleFolder(pathToFileURL(folder).href)).toBe(true)
    await rm(other, { recursive: true })
  })
})
