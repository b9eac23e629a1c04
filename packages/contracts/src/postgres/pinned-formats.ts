/**
 * The settings that decide how PostgreSQL writes and reads values as text. Rows travel from one
 * server to the other as text, so both ends have to pin the same, whatever their own defaults are.
 */
export const pinnedFormats: Readonly<Record<string, string>> = {
  client_encoding: 'UTF8',
  datestyle: 'ISO, YMD',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  extra_float_digits: '3',
  bytea_output: 'hex',
  xmloption: 'content',
  xmlbinary: 'base64',
  lc_monetary: 'C',
  array_nulls: 'on',
  quote_all_identifiers: 'off',
  standard_conforming_strings: 'on',
}
