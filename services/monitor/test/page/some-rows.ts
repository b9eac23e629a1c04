import type { RunChange } from '../../src/schemas/change.ts'
import type { RunReject } from '../../src/schemas/reject.ts'
import { minutesAgo, runId } from './some-runs.ts'

type Values = Readonly<Record<string, string | null>>

function change(
  id: number,
  table: string,
  key: Values | null,
  { before = null, after = null }: { before?: Values | null; after?: Values | null },
): RunChange {
  const operation = before === null ? 'insert' : after === null ? 'delete' : 'update'
  return { id: String(id), table, operation, key, before, after }
}

/** Changes of three tables: of each kind, with long, empty and missing values. */
export const someChanges: readonly RunChange[] = [
  change(
    1,
    'representante',
    { id_representante: '418' },
    {
      before: {
        id_representante: '418',
        id_epsa: '12',
        nombre: 'Rosmery Quispe Mamani',
        cargo: 'Gerente General',
        telefono: '2-2110458',
        correo: 'gerencia@emapas.example',
        desde: '2019-03-01',
        hasta: null,
      },
    },
  ),
  change(
    2,
    'epsa',
    { id_epsa: '12' },
    {
      before: { telefono: '2-2110458', fax: '2-2110459' },
      after: { telefono: '2-2117700', fax: null },
    },
  ),
  change(
    3,
    'epsa',
    { id_epsa: '127' },
    {
      before: { razon_social: 'Cooperativa de Servicios Públicos “Lipiri” Ltda.' },
      after: { razon_social: 'Cooperativa de Servicios Públicos y Saneamiento “Lipiri” R.L.' },
    },
  ),
  change(
    4,
    'informacion_tecnica',
    { id_epsa: '31', gestion: '2025' },
    {
      before: { observaciones: '' },
      after: {
        observaciones:
          'La planta de tratamiento trabaja con dos de sus tres módulos desde agosto; el tercero espera la reposición de los difusores, comprometida para el primer trimestre de la gestión siguiente según la nota AAPS/DER/2025-118.',
      },
    },
  ),
  ...[9, 10, 11].map((number) =>
    change(
      number,
      'epsa',
      { id_epsa: String(400 + number) },
      {
        after: {
          id_epsa: String(400 + number),
          razon_social: `Comité de Agua Potable Nº ${number}`,
          sigla: `CAPYS-${number}`,
          municipio: 'Batallas',
          fecha_registro: '2026-11-23',
          licencia: null,
          poblacion: '1840',
        },
      },
    ),
  ),
]

const common = {
  place: null,
  foundAt: minutesAgo(12),
  solvedAt: null,
  solvedBy: null,
} as const

/** Rows that broke rules of several kinds: open and solved, with a key and without. */
export const someRejects: readonly RunReject[] = [
  {
    ...common,
    id: '1',
    table: 'epsa',
    column: 'telefono',
    rule: 'length',
    action: 'reject',
    key: { id_epsa: '12' },
    value: '2-2110458 / 2-2110459 int. 14',
    facts: { max: 20 },
  },
  {
    ...common,
    id: '2',
    table: 'demografia_cobertura',
    column: 'cobertura_agua',
    rule: 'range',
    action: 'reject',
    key: { id_epsa: '31', gestion: '2025' },
    value: '104.2',
    facts: { min: 0, max: 100 },
  },
  {
    ...common,
    id: '3',
    table: 'representante',
    column: 'correo',
    rule: 'pattern',
    action: 'warn',
    key: { id_representante: '418' },
    value: 'gerencia(at)emapas',
    facts: { matches: '^[^@ ]+@[^@ ]+$' },
    solvedAt: minutesAgo(2),
    solvedBy: runId(1),
  },
  {
    ...common,
    id: '4',
    table: 'sector',
    column: null,
    rule: 'key',
    action: 'reject',
    key: null,
    place: { row: 3 },
    value: null,
    facts: { columns: ['id_epsa', 'codigo'] },
  },
]
