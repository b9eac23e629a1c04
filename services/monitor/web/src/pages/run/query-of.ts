/** A filter whose choices can be taken back. */
export type Chosen<Filter> = { readonly [Field in keyof Filter]: Filter[Field] | undefined }

/** A filter as the rest of a query: `&table=epsa`; nothing when it lets everything through. */
export function queryOf(filter: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(filter)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value = '']) => `&${name}=${encodeURIComponent(value)}`)
    .join('')
}
