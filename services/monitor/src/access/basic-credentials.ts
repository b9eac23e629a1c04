/** Name and password of an `Authorization: Basic` header (RFC 7617), or undefined. */
export function basicCredentials(
  header: string | undefined,
): { readonly name: string; readonly password: string } | undefined {
  const [, encoded] = /^basic +([a-z0-9+/_-]+=*)$/i.exec(header ?? '') ?? []
  if (encoded === undefined) return undefined
  const [, name, password] = /^([^:\p{Cc}]+):(\P{Cc}*)$/u.exec(decode(encoded)) ?? []
  return name === undefined || password === undefined ? undefined : { name, password }
}

function decode(encoded: string): string {
  return Buffer.from(encoded, 'base64').toString('utf8')
}
