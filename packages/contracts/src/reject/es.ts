import type { Reject } from './reject.ts'
import { columnsOf, limits, type RejectTexts } from './reject-texts.ts'

function valueOf({ column, value }: Reject): string {
  const shown = typeof value === 'string' ? `El valor «${value}»` : 'El valor'
  return `${shown} de la columna «${column ?? ''}»`
}

/** In Spanish, the language of the people who mend the rows. */
export const rejectTextsEs: RejectTexts = {
  titles: {
    key: 'Clave',
    unique: 'Valor único',
    required: 'Obligatorio',
    type: 'Tipo de dato',
    length: 'Longitud',
    range: 'Rango',
    oneOf: 'Valores admitidos',
    pattern: 'Forma del texto',
    reference: 'Referencia',
    fields: 'Campos de la línea',
    quotes: 'Comillas',
    encoding: 'Codificación',
    cell: 'Celda con error',
  },
  causes: {
    key: (reject) => `La fila no tiene clave: «${columnsOf(reject)}» está vacía.`,
    unique: (reject) =>
      reject.facts.isKey === true
        ? `Varias filas tienen la misma clave en «${columnsOf(reject)}»; no se elige ninguna de ellas.`
        : `${valueOf(reject)} está en varias filas y debería ser único.`,
    required: (reject) => `La columna «${columnsOf(reject)}» es obligatoria y está vacía.`,
    type: (reject) =>
      `${valueOf(reject)} no se puede guardar sin cambios como ${reject.facts.type ?? ''}.`,
    length: (reject) =>
      `${valueOf(reject)} debe tener ${limits(reject.facts, {
        both: (min, max) => `entre ${min} y ${max}`,
        min: (min) => `al menos ${min}`,
        max: (max) => `como máximo ${max}`,
      })} caracteres.`,
    range: (reject) =>
      `${valueOf(reject)} debe estar ${limits(reject.facts, {
        both: (min, max) => `entre ${min} y ${max}`,
        min: (min) => `en ${min} o por encima`,
        max: (max) => `en ${max} o por debajo`,
      })}.`,
    oneOf: (reject) =>
      `${valueOf(reject)} no es uno de los admitidos: ${(reject.facts.values ?? []).join(', ')}.`,
    pattern: (reject) => `${valueOf(reject)} no tiene la forma ${reject.facts.matches ?? ''}.`,
    reference: (reject) =>
      `${valueOf(reject)} no está en la columna «${reject.facts.column ?? ''}» de la tabla «${reject.facts.table ?? ''}», o la fila que lo tiene fue rechazada.`,
    fields: ({ value, facts }) =>
      `La línea tiene ${value ?? ''} campos y debería tener ${facts.count ?? ''}; revise las comillas y los separadores.`,
    quotes: () =>
      'Hay texto después de las comillas que cierran un campo; duplique las comillas que son parte del texto.',
    encoding: ({ facts }) =>
      `La línea tiene bytes que no son texto en ${facts.encoding ?? ''}; guarde el archivo en esa codificación o declare la suya.`,
    cell: ({ value, column }) =>
      value?.startsWith('=') === true
        ? `La fórmula de la columna «${column ?? ''}» no tiene un valor guardado; abra el archivo en Excel, deje que calcule y guárdelo.`
        : `La celda de la columna «${column ?? ''}» muestra el error ${value ?? ''}; corrija la fórmula o escriba el valor.`,
  },
  unknown: (reject) => `${valueOf(reject)} no cumple la regla «${reject.rule}».`,
}
