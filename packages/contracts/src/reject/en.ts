import type { Reject } from './reject.ts'
import { columnsOf, limits, type RejectTexts } from './reject-texts.ts'

function valueOf({ column, value }: Reject): string {
  const shown = typeof value === 'string' ? `The value “${value}”` : 'The value'
  return `${shown} of column “${column ?? ''}”`
}

/** In English. */
export const rejectTextsEn: RejectTexts = {
  titles: {
    key: 'Key',
    unique: 'Unique value',
    required: 'Required',
    type: 'Data type',
    length: 'Length',
    range: 'Range',
    oneOf: 'Allowed values',
    pattern: 'Form of the text',
    reference: 'Reference',
    fields: 'Fields of the line',
    quotes: 'Quotes',
    encoding: 'Encoding',
    cell: 'Cell with an error',
  },
  causes: {
    key: (reject) => `The row has no key: “${columnsOf(reject)}” is empty.`,
    unique: (reject) =>
      reject.facts.isKey === true
        ? `Several rows have the same key in “${columnsOf(reject)}”; none of them is chosen.`
        : `${valueOf(reject)} is in several rows and should be unique.`,
    required: (reject) => `Column “${columnsOf(reject)}” is required and empty.`,
    type: (reject) => `${valueOf(reject)} cannot be kept unchanged as ${reject.facts.type ?? ''}.`,
    length: (reject) =>
      `${valueOf(reject)} must have ${limits(reject.facts, {
        both: (min, max) => `from ${min} to ${max}`,
        min: (min) => `at least ${min}`,
        max: (max) => `at most ${max}`,
      })} characters.`,
    range: (reject) =>
      `${valueOf(reject)} must be ${limits(reject.facts, {
        both: (min, max) => `from ${min} to ${max}`,
        min: (min) => `${min} or above`,
        max: (max) => `${max} or below`,
      })}.`,
    oneOf: (reject) =>
      `${valueOf(reject)} is none of those allowed: ${(reject.facts.values ?? []).join(', ')}.`,
    pattern: (reject) => `${valueOf(reject)} does not have the form ${reject.facts.matches ?? ''}.`,
    reference: (reject) =>
      `${valueOf(reject)} is not in column “${reject.facts.column ?? ''}” of table “${reject.facts.table ?? ''}”, or the row that has it was rejected.`,
    fields: ({ value, facts }) =>
      `The line has ${value ?? ''} fields and should have ${facts.count ?? ''}; look at its quotes and delimiters.`,
    quotes: () =>
      'There is text behind the quotes that close a field; double the quotes that are part of the text.',
    encoding: ({ facts }) =>
      `The line has bytes that are no text in ${facts.encoding ?? ''}; save the file in that encoding, or declare its own.`,
    cell: ({ value, column }) =>
      value?.startsWith('=') === true
        ? `The formula of column “${column ?? ''}” has no stored value; open the file in Excel, let it compute, and save it.`
        : `The cell of column “${column ?? ''}” shows the error ${value ?? ''}; correct the formula or type the value.`,
  },
  unknown: (reject) => `${valueOf(reject)} breaks the rule “${reject.rule}”.`,
}
