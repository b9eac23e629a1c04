import { Digits, type Json } from './jsonb-text.ts'
import type { RawRow, RawTables, RawValue } from './raw-tables.ts'

const absent: RawRow = {}
const textOf = (value: RawValue | undefined) => (value instanceof Digits ? value.text : value)

/** The row of a list that a number refers to; none when there is no number or no row. */
function lookUp(tables: RawTables, table: string, column: string, row: RawRow): RawRow {
  const id = textOf(row[column])
  if (id === null || id === undefined) return absent
  return tables[table]?.find((candidate) => textOf(candidate[column]) === id) ?? absent
}

function pick(row: RawRow, ...columns: readonly string[]): Record<string, RawValue> {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]))
}

function decimals({ text }: Digits): number {
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0
}

function compareValues(left: RawValue, right: RawValue): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null)
  if (left instanceof Digits && right instanceof Digits)
    return Number(left.text) - Number(right.text)
  return Buffer.compare(Buffer.from(textOf(left) ?? ''), Buffer.from(textOf(right) ?? ''))
}

type Sortable = readonly [values: readonly RawValue[], json: Json]

/** By all values, numbers that differ only in trailing zeros by these; then what they belong to. */
function inOrder(items: readonly Sortable[]): readonly Json[] {
  const scales = (values: readonly RawValue[]) =>
    values.filter((value) => value instanceof Digits).map(decimals)
  const sorted = [...items].sort(([left], [right]) => {
    const byValue = left
      .map((value, position) => compareValues(value, right[position] ?? null))
      .find((order) => order !== 0)
    if (byValue !== undefined) return byValue
    const rightScales = scales(right)
    return (
      scales(left)
        .map((scale, position) => scale - (rightScales[position] ?? 0))
        .find((order) => order !== 0) ?? 0
    )
  })
  return sorted.map(([, json]) => json)
}

function listOf(items: readonly Record<string, RawValue>[]): readonly Json[] {
  return inOrder(items.map((item) => [Object.values(item), item]))
}

function joined(texts: readonly (RawValue | undefined)[]): string | null {
  const distinct = [...new Set(texts.filter((text) => typeof text === 'string'))]
  return distinct.length === 0
    ? null
    : listOf(distinct.map((text) => ({ text })))
        .map((item) => (item as { text: string }).text)
        .join('; ')
}

const contactColumns = ['direccion', 'telefonos', 'fax', 'web', 'correo_electronico']
const placeColumns = [
  'codigo_ine',
  'cod_departamento',
  'departamento',
  'cod_provincia',
  'provincia',
  'cod_municipio',
  'municipio',
  'cod_comunidad',
  'comunidad',
  'latitud',
  'longitud',
  'localidad',
]
const shareColumns = [
  'porcentaje_credito',
  'porcentaje_donacion',
  'porcentaje_aporte_propio',
  'porcentaje_otros',
]

function instalaciones(tables: RawTables, own: readonly RawRow[]): readonly Json[] {
  const items = own.flatMap((row): readonly Sortable[] => {
    const plain = {
      tipo: lookUp(tables, 'tipo_fuente', 'id_tipo_fuente', row)['descripcion_tipo_fuente'] ?? null,
      estado: lookUp(tables, 'estado_fuente', 'id_estado_fuente', row)['estado_fuente'] ?? null,
      edad: row['edad_fuente'] ?? null,
    }
    const id = textOf(row['id_instalacion'])
    const financing = (tables['instalacion_fuente_financiamiento'] ?? [])
      .filter((each) => textOf(each['id_instalacion']) === id)
      .map((each) => {
        const source = lookUp(tables, 'fuente_financiamiento', 'id_fuente_financiamiento', each)
        return {
          nombre: source['fuente_financiamiento'] ?? null,
          descripcion: source['descripcion_fuente_financiamien'] ?? null,
          ...pick(each, ...shareColumns),
        }
      })
    return financing.length === 0
      ? [
          [
            [...Object.values(plain), null, null, null, null, null, null, 'last'],
            { ...plain, fuente_financiamiento: null },
          ],
        ]
      : financing.map((each) => [
          [...Object.values(plain), ...Object.values(each), 'first'],
          { ...plain, fuente_financiamiento: each },
        ])
  })
  return inOrder(items)
}

/**
 * The document of one EPSA by the plainest way there is: every table is searched for every row.
 * Written from the description of the document, to hold the query against.
 */
export function referenceDocument(tables: RawTables, epsa: RawRow): Json {
  const id = textOf(epsa['id_epsa'])
  const own = (table: string) =>
    (tables[table] ?? []).filter((row) => textOf(row['id_epsa']) === id)
  const named = (table: string, column: string, value: string, row: RawRow) =>
    lookUp(tables, table, column, row)[value] ?? null
  const place = (row: RawRow) => named('localidad', 'id_localidad', 'localidad', row)

  return {
    informacion_general: {
      id_siirays: epsa['id_epsa'] ?? null,
      codigo: epsa['codigo_epsa'] ?? null,
      sigla: epsa['sigla_epsa'] ?? null,
      nombre: epsa['nombre_epsa'] ?? null,
      ...pick(epsa, ...contactColumns, 'observacion'),
    },
    representante: listOf(
      own('representante').map((row) => ({
        nombre: row['nombre_representante'] ?? null,
        ...pick(row, 'cargo', 'telefono', 'celular', 'correo'),
        ...pick(
          lookUp(tables, 'rar', 'id_rar', row),
          'numero_resolucion',
          'fecha_resolucion',
          'descripcion_resolucion',
        ),
        tipo_contacto: named('tipo_contacto', 'id_tipo_contacto', 'tipo_contacto', row),
      })),
    ),
    ubicacion: listOf(
      own('ubicacion').map((row) =>
        pick(lookUp(tables, 'localidad', 'id_localidad', row), ...placeColumns),
      ),
    ),
    estatus_juridico:
      listOf(
        own('estatus_juridico').map((row) => ({
          ...pick(row, 'numero_resolucion', 'fecha_resolucion'),
          ...pick(
            lookUp(tables, 'entidad', 'id_entidad', row),
            'nombre_entidad',
            'sigla_entidad',
            ...contactColumns,
          ),
        })),
      )[0] ?? null,
    documentos_acreditacion: listOf(
      own('documento_acreditacion').map((row) => ({
        tipo: named(
          'tipo_acreditacion',
          'id_tipo_acreditacion',
          'tipo_documento_acreditacion',
          row,
        ),
        descripcion: named(
          'tipo_acreditacion',
          'id_tipo_acreditacion',
          'descripcion_acreditacion',
          row,
        ),
      })),
    ),
    demografia_cobertura: listOf(
      own('demografia_cobertura').map((row) => ({
        localidad: place(row),
        ...pick(
          row,
          'poblacion_total',
          'poblacion_atendida_ap',
          'numero_viviendas_ap',
          'porcentaje_cobertura_ap',
          'poblacion_atendida_as',
          'numero_viviendas_as',
          'porcentaje_cobertura_as',
          'porcentaje_cobertura_ptar',
        ),
      })),
    ),
    instalaciones: instalaciones(tables, own('instalacion')),
    informacion_tecnica:
      listOf(
        own('informacion_tecnica').map((row) => ({
          ...pick(row, 'numero_conexiones_ap', 'numero_piletas_publicas'),
          numero_conexiones_as: row['numero_conexions_as'] ?? null,
          ...pick(
            row,
            'numero_camaras_septicas_domiciliarias',
            'numero_letrinas',
            'numero_banios_publicos',
            'pozo_ciego',
            'numero_conexiones_ap_medidor',
            'dotacion_per_capita',
            'continuidad_servicio_ap',
            'continuidad_servicio_epoca_seca',
            'porcentaje_perdida_red',
          ),
        })),
      )[0] ?? null,
    problemas_contaminacion: joined(
      own('problemas_contaminacion').map((row) => row['descripcion']),
    ),
    sistemas_ap: inOrder(
      own('sistema_ap').map((row) => {
        const name = named(
          'tipo_sistema_ap',
          'id_tipo_sistema_ap',
          'descripcion_tipo_sistema_ap',
          row,
        )
        return [[name], name]
      }),
    ),
    tratamiento_ar: listOf(
      own('tratamiento_agua_residual').map((row) => ({
        ...pick(
          row,
          'cantidad',
          'instalada',
          'operada',
          'anio_inicio',
          'coordenada_x',
          'coordenada_y',
          'coordenada_z',
          'zona_utm',
        ),
        tipo: named(
          'tipo_tratamiento_ar',
          'id_tipo_tratamiento_ar',
          'descripcion_tratamiento',
          row,
        ),
      })),
    ),
    tuberias: listOf(
      own('tecnica_tuberia').map((row) => ({
        longitud_total: row['longitud_total'] ?? null,
        localidad: place(row),
        sector: named('sector', 'id_sector', 'sector', row),
        material: named('material_tuberia', 'id_material_tuberia', 'material_tuberia', row),
      })),
    ),
    tecnicas_as: joined(
      own('tecnica_as').map((row) =>
        named('opcion_tecnica', 'id_opcion_tecnica', 'opcion_tecnica', row),
      ),
    ),
    descarga_ar: listOf(
      own('descarga_ar').map((row) => ({
        cuerpo_receptor: row['nombre_cuerpo_receptor'] ?? null,
        ...pick(row, 'coordenada_x', 'coordenada_y', 'zona_utm'),
        tipo_cuerpo_receptor: named(
          'cuerpo_receptor',
          'id_cuerpo_receptor',
          'cuerpo_receptor',
          row,
        ),
      })),
    ),
    funcionarios: listOf(
      own('funcionarios').map((row) => ({
        numero_funcionarios: row['numero_funcionarios'] ?? null,
        tipo_funcionario: named('tipo_funcionario', 'id_tipo_funcionario', 'tipo_funcionario', row),
      })),
    ),
    ingresos: listOf(
      own('ingresos').map((row) => ({
        ...pick(row, 'monto', 'observacion'),
        concepto: named('tipo_ingreso', 'id_tipo_ingreso', 'concepto', row),
        periodo_pago: named('periodo_pago', 'id_periodo_pago', 'periodo_pago', row),
      })),
    ),
    identificacion_problemas: listOf(
      own('identificacion_problemas').map((row) => ({
        ...pick(row, 'descripcion', 'efecto', 'acciones_actuales'),
        tipo_problema: named(
          'tipo_sistema_problema',
          'id_tipo_problema',
          'descripcion_tipo_problema',
          row,
        ),
      })),
    ),
    requerimiento_desarrollo: listOf(
      own('requerimiento_desarrollo').map((row) => ({
        descripcion: row['descripcion'] ?? null,
        tipo: named(
          'tipo_requerimiento',
          'id_tipo_requerimiento',
          'descripcion_tipo_requerimiento',
          row,
        ),
      })),
    ),
  }
}
