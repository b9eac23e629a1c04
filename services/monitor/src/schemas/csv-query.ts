import { Type } from '@sinclair/typebox'

/** The query of a file for spreadsheets. */
export const CsvQuery = Type.Object({
  language: Type.Union([Type.Literal('es'), Type.Literal('en')], {
    default: 'es',
    description: 'Of the words; Spanish parts columns by semicolons, as its spreadsheets do',
  }),
})
