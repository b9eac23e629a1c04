import type { ScannedRecord } from './scan-records.ts'

/** The text of a field of a record, its doubled quotes made one. */
export function fieldText(
  bytes: Buffer,
  { starts, ends, forms }: ScannedRecord,
  { field, quote }: { readonly field: number; readonly quote: string },
): string {
  const text = bytes.toString('utf8', starts[field], ends[field])
  return forms[field] === 'doubled' ? text.replaceAll(quote + quote, quote) : text
}
