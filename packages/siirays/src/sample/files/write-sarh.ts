import { createRandom, type Random } from '../random.ts'
import { sarhSystems, type SarhSystem } from './sarh-rows.ts'
import { writeWorkbook, type SampleCell } from './write-workbook.ts'

const titles = [
  ...['N°', 'Titular', 'Tipo de usuario', 'Fuente de agua', 'Departamento', 'Municipio'],
  ...['Caudal (l/s)', 'Coordenada X', 'Coordenada Y', 'Zona', 'N° de resolución'],
  ...['Fecha de resolución', 'Observaciones'],
]
/** Behind the title, what is below it, and a blank row. */
const titleRow = 4

/**
 * Writes the workbook of the SARH as people make it: a title above the titles of the columns, one cell
 * for the department of many rows, blank rows, numbers and dates that are typed as texts in one row
 * and not in the next, totals at the foot, a cell with an error. The same file for the same seed.
 */
export async function writeSarh(
  path: string,
  { seed, scale }: { readonly seed: number; readonly scale: number },
): Promise<void> {
  const random = createRandom(seed, 'sarh-sheet')
  const rows: (readonly SampleCell[])[] = [
    ['SISTEMAS DE AUTOABASTECIMIENTO DE RECURSOS HÍDRICOS'],
    ['Dirección de Regulación Ambiental'],
    [],
    titles,
  ]
  const merged = ['A1:M1', 'A2:M2']
  let department: { readonly name: string; readonly firstRow: number } | undefined
  let total = 0
  const endDepartment = () => {
    if (department === undefined || rows.length <= department.firstRow) return
    merged.push(`E${department.firstRow}:E${rows.length}`)
  }
  for (const system of sarhSystems({ seed, scale })) {
    if (department?.name !== system.departamento) {
      endDepartment()
      if (department !== undefined) rows.push([])
      department = { name: system.departamento, firstRow: rows.length + 1 }
    }
    const isFirst = department.firstRow === rows.length + 1
    rows.push(rowOf(system, { random, isFirst }))
    total += system.caudal ?? 0
  }
  endDepartment()
  const lastRow = rows.length
  rows.push([])
  const sum = { formula: `SUM(G${titleRow + 1}:G${lastRow})`, value: Math.round(total * 100) / 100 }
  rows.push(['TOTAL', null, null, null, null, null, sum])
  rows.push([], ['Elaborado por: personal de la dirección'])
  await writeWorkbook(path, {
    sheets: [
      { name: 'SARH', rows, merged },
      { name: 'Listas', rows: [['INDUSTRIAL'], ['COMERCIAL']], isHidden: true },
    ],
  })
}

/** The one whose flow shows an error, as a formula does that somebody has broken. */
const brokenFlow = 17
/** The one whose date no calendar has. */
const impossibleDate = 101

function rowOf(
  system: SarhSystem,
  { random, isFirst }: { readonly random: Random; readonly isFirst: boolean },
): readonly SampleCell[] {
  const { numero, caudal, fecha } = system
  return [
    numero,
    random.chance(0.1) ? ` ${system.titular} ` : system.titular,
    random.chance(0.1) ? system.tipoUsuario.toLowerCase() : system.tipoUsuario,
    system.fuente,
    isFirst ? system.departamento : null,
    system.municipio,
    numero === brokenFlow ? { error: '#N/A' } : flowCell(caudal, random),
    system.x ?? null,
    system.y ?? null,
    system.zona ?? null,
    system.resolucion,
    numero === impossibleDate ? '31/02/2019' : dateCell(fecha, random),
    system.observaciones ?? null,
  ]
}

function flowCell(caudal: number | undefined, random: Random): SampleCell {
  if (caudal === undefined) return null
  if (random.chance(0.7)) return caudal
  return new Intl.NumberFormat('es-BO', { minimumFractionDigits: 2 }).format(caudal)
}

function dateCell(fecha: string | undefined, random: Random): SampleCell {
  if (fecha === undefined) return null
  if (random.chance(0.6)) return { date: fecha }
  const [year = '', month = '', day = ''] = fecha.split('-')
  return random.chance(0.5) ? `${day}/${month}/${year}` : `${Number(day)}-${Number(month)}-${year}`
}
