import type { Row } from './row.ts'

function numbered(...rows: readonly (readonly (string | null)[])[]): readonly Row[] {
  return rows.map((row, position) => [position + 1, ...row])
}

/** The small lists that other tables refer to, by table; their numbers are the positions from 1. */
export const fixedLists = {
  tipo_contacto: numbered(['REPRESENTANTE LEGAL'], ['CONTACTO TÉCNICO'], ['PRESIDENTE'], [null]),
  tipo_acreditacion: numbered(
    ['LICENCIA', 'Licencia de prestación de servicios'],
    ['REGISTRO', 'Registro de uso para sistemas autónomos'],
    ['AUTORIZACIÓN TRANSITORIA ESPECIAL', 'Hasta que se otorgue la licencia'],
    ['PERSONERÍA JURÍDICA', null],
  ),
  tipo_fuente: numbered(
    ['VERTIENTE'],
    ['POZO PROFUNDO'],
    ['RÍO'],
    ['GALERÍA FILTRANTE'],
    ['REPRESA'],
    ['POZO SOMERO'],
  ),
  estado_fuente: numbered(['BUENO'], ['REGULAR'], ['MALO'], ['EN DESUSO']),
  fuente_financiamiento: numbered(
    ['GOBIERNO MUNICIPAL', 'Recursos del municipio'],
    ['COOPERACIÓN EXTERNA', 'Donación de un organismo internacional'],
    ['FONDO NACIONAL', 'Crédito concesional'],
    ['APORTE PROPIO', null],
  ),
  tipo_sistema_ap: numbered(
    ['GRAVEDAD'],
    ['BOMBEO'],
    ['MIXTO'],
    ['BOMBA MANUAL'],
    ['CAMIÓN CISTERNA'],
  ),
  tipo_tratamiento_ar: numbered(
    ['LAGUNAS DE ESTABILIZACIÓN'],
    ['TANQUE IMHOFF'],
    ['FILTRO BIOLÓGICO'],
    ['CÁMARA SÉPTICA'],
  ),
  sector: numbered(['ADUCCIÓN'], ['CONDUCCIÓN'], ['DISTRIBUCIÓN'], ['RECOLECCIÓN']),
  material_tuberia: numbered(
    ['PVC'],
    ['FIERRO GALVANIZADO'],
    ['POLIETILENO'],
    ['HORMIGÓN'],
    ['FF'],
  ),
  opcion_tecnica: numbered(
    ['ALCANTARILLADO CONVENCIONAL'],
    ['ALCANTARILLADO CONDOMINIAL'],
    ['LETRINA'],
    ['BAÑO ECOLÓGICO'],
  ),
  cuerpo_receptor: numbered(['RÍO'], ['QUEBRADA'], ['LAGO'], ['TERRENO AGRÍCOLA']),
  tipo_funcionario: numbered(['ADMINISTRATIVO'], ['TÉCNICO'], ['OPERADOR'], ['EVENTUAL']),
  tipo_ingreso: numbered(['TARIFA DE AGUA'], ['TARIFA DE ALCANTARILLADO'], ['CUOTA'], ['MULTAS']),
  periodo_pago: numbered(['MENSUAL'], ['TRIMESTRAL'], ['ANUAL'], ['ÚNICO']),
  tipo_sistema_problema: numbered(['AGUA POTABLE'], ['ALCANTARILLADO'], ['ADMINISTRACIÓN']),
  tipo_requerimiento: numbered(['CAPACITACIÓN'], ['EQUIPAMIENTO'], ['INFRAESTRUCTURA']),
} satisfies Record<string, readonly Row[]>

export type FixedList = keyof typeof fixedLists
