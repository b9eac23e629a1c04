import { Option } from 'commander'
import { languages } from './explain-report.ts'

/** `--language`, of the explanations of errors. */
export function languageOption(): Option {
  return new Option(
    '--language <language>',
    'of explanations; English or Spanish by the locale unless given',
  ).choices(languages)
}
