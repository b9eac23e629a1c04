import type { Column, NumberForm } from '@aaps-data/catalog'
import { createColumnCoder } from '../encode/column-coder.ts'
import type { RowFault } from '../source.ts'
import { numberText } from './number-text.ts'
import { timeOfSerial, type DateSystem } from './serial-time.ts'
import type { CellValue } from './sheet-row.ts'

/** A value as COPY reads it, null, or what is wrong with it. */
export type EncodedCell = string | null | RowFault

export interface CellEncoder {
  readonly stagedType: string | undefined
  /** The value of a cell of the column; null where there is none. Pure. */
  encode(cell: CellValue | undefined): EncodedCell
}

const plainNumbers: NumberForm = { decimal: '.', thousands: undefined }

/**
 * Makes the encoder of a column. What a cell is decides how it is read: a number or a date that Excel
 * knows as one needs no form, a text is read as the definition says that people type it. A number is
 * never taken for a date, nor the other way round.
 */
export function createCellEncoder(
  column: Column,
  { numbers, dateSystem }: { readonly numbers: NumberForm; readonly dateSystem: DateSystem },
): CellEncoder {
  const { name, type, reading } = column
  const typed = createColumnCoder(column, numbers)
  const known = createColumnCoder(
    { type, ...(reading && { reading: { ...reading, formats: [], words: undefined } }) },
    plainNumbers,
  )
  const { stagedType } = typed
  const isText = stagedType === undefined
  const isTime = stagedType === 'date' || stagedType?.startsWith('timestamp') === true
  const faulty = (value: string): RowFault => ({
    column: name,
    rule: 'type',
    value,
    facts: { type },
  })
  const asKnown = (text: string, isOfItsKind: boolean) =>
    (isOfItsKind ? known.code(text) : undefined) ?? faulty(text)

  return {
    stagedType,
    encode(cell) {
      if (cell === undefined) return null
      const { kind, text } = cell
      switch (kind) {
        case 'text':
          return text === '' ? null : (typed.code(text) ?? faulty(shown(text)))
        case 'number':
          if (stagedType === 'numeric') return numberText(text)
          return asKnown(numberText(text), !isTime && stagedType !== 'boolean')
        case 'date': {
          const time = timeOfSerial(Number(text), dateSystem)
          if (time === undefined) return faulty(text)
          return asKnown(shortTime(time), isText || isTime)
        }
        case 'boolean':
          return asKnown(text, isText || stagedType === 'boolean')
        case 'error':
        case 'uncomputed':
          return { column: name, rule: 'cell', value: shown(text), facts: {} }
      }
    },
  }
}

const midnight = ' 00:00:00.000'

function shortTime(time: string): string {
  if (time.endsWith(midnight)) return time.slice(0, -midnight.length)
  return time.endsWith('.000') ? time.slice(0, -4) : time
}

const longestShown = 1_000

// JSON in PostgreSQL holds neither NUL nor half a pair.
function shown(text: string): string {
  return text.slice(0, longestShown).replace(/[\0\p{Surrogate}]/gu, '\u2400')
}
