import { describeReject, ruleTitle } from '@aaps-data/contracts'
import type { RunReject } from '../schemas/reject.ts'
import { csvLine, type CsvLanguage } from './csv-line.ts'
import { pairsText, placeText } from './pairs-text.ts'

const headers = {
  es: 'tabla,regla,columna,clave,lugar,valor,acción,causa,hallada,resuelta,resuelta por',
  en: 'table,rule,column,key,place,value,action,cause,found,solved,solved by',
} as const

const actions = {
  es: { reject: 'rechazada', warn: 'aviso', fail: 'detuvo la tarea' },
  en: { reject: 'rejected', warn: 'warning', fail: 'stopped the run' },
} as const

export function rejectHeader(language: CsvLanguage): string {
  return csvLine(headers[language].split(','), language)
}

/** A row that broke a rule as a line, with the cause in words. */
export function rejectLine(reject: RunReject, language: CsvLanguage): string {
  const { table, rule, column, key, place, value, action } = reject
  return csvLine(
    [
      table,
      ruleTitle(rule, language),
      column,
      pairsText(key),
      placeText(place, language),
      value,
      actions[language][action],
      describeReject(reject, language),
      reject.foundAt,
      reject.solvedAt,
      reject.solvedBy,
    ],
    language,
  )
}
