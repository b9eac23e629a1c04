import { RunSummary, type RunDetail, type RunTable } from '../../src/schemas/run.ts'

/** The instant at which every scene is looked at: 13:05:09 in La Paz. */
export const sceneAt = '2026-11-24T17:05:09.000Z'

/** So many minutes before the scene, or after it when negative. */
export function minutesAgo(minutes: number, seconds = 0): string {
  return new Date(Date.parse(sceneAt) - minutes * 60_000 - seconds * 1_000).toISOString()
}

const tableNames = [
  'cuerpo_receptor demografia_cobertura descarga_ar documento_acreditacion entidad epsa',
  'estado_fuente estatus_juridico fuente_financiamiento funcionarios identificacion_problemas',
  'informacion_tecnica ingresos instalacion instalacion_fuente_financiamiento localidad',
  'material_tuberia opcion_tecnica periodo_pago problemas_contaminacion rar representante',
  'requerimiento_desarrollo sector sistema_ap tecnica_as tecnica_tuberia tipo_acreditacion',
  'tipo_contacto tipo_fuente tipo_funcionario tipo_ingreso tipo_requerimiento tipo_sistema_ap',
  'tipo_sistema_problema tipo_tratamiento_ar tratamiento_agua_residual ubicacion',
].flatMap((line) => line.split(' '))

const changes: Readonly<Record<string, readonly [number, number, number]>> = {
  epsa: [3, 12, 0],
  representante: [4, 9, 2],
  informacion_tecnica: [0, 31, 0],
  demografia_cobertura: [18, 1_240, 5],
  tecnica_tuberia: [2, 0, 1],
}

function digestOf(text: string): string {
  let hash = 0x811c9dc5
  const words = Array.from({ length: 4 }, (_, word) => {
    for (const letter of `${text}${word}`) {
      hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
    }
    return hash.toString(16).padStart(8, '0')
  })
  return words.join('')
}

/** What happened to the 38 tables of `registro`: five of them changed. */
export const registroTables: RunTable[] = tableNames.map((table, index) => {
  const [inserted, updated, deleted] = changes[table] ?? [0, 0, 0]
  const staged = 40 + ((index * 617) % 9_100) + inserted + updated
  const digest = digestOf(table)
  return {
    table,
    read: 'full',
    staged,
    rejected: 0,
    inserted,
    updated,
    deleted,
    unchanged: staged - inserted - updated,
    sourceDigest: digest,
    targetDigest: digest,
    changesKept: 0,
  }
})

/** A UUID that is the same for the same number. */
export function runId(number: number): string {
  return `6f1c2b0e-5a3d-5e21-9c44-${number.toString(16).padStart(12, '0')}`
}

/** A run of `registro` that finished well 12 minutes before the scene, but for the changes. */
export function aRun(number: number, changed: Partial<RunDetail> = {}): RunDetail {
  return {
    id: runId(number),
    dataset: 'registro',
    state: 'succeeded',
    seq: 4,
    origin: 'slot',
    requestedBy: 'scheduler',
    slotAt: minutesAgo(12),
    requestedAt: minutesAgo(12),
    startedAt: minutesAgo(12, -1),
    finishedAt: minutesAgo(12, -3),
    notBefore: null,
    attempt: 1,
    attemptsLeft: 4,
    reason: null,
    errorCode: null,
    counts: { inserted: 27, updated: 1_292, deleted: 8, unchanged: 148_311 },
    preview: false,
    readMode: 'full',
    onlyTables: null,
    retryOf: null,
    cancelAskedBy: null,
    deadlineAt: null,
    mode: 'auto',
    notices: [],
    rejects: [],
    hold: null,
    note: null,
    error: null,
    written: 'yes',
    attempts: [],
    snapshot: null,
    phaseMs: {},
    tables: [],
    progress: null,
    ...changed,
  }
}

const shownInLists = Object.keys(RunSummary.properties)

/** The part of a run that lists show. */
export function summaryOf(run: RunDetail): RunSummary {
  const summary = Object.entries(run).filter(([field]) => shownInLists.includes(field))
  return Object.fromEntries(summary) as RunSummary
}
