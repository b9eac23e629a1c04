const hidden = '•••'

/**
 * The message of an error without the values of rows that PostgreSQL quotes in it: those of the
 * class of data exceptions (22), such as `invalid input syntax for type integer: "S-4711"`. Other
 * messages stay as they are.
 */
export function messageWithoutValues(error: Error): string {
  const state: unknown = 'code' in error ? error.code : undefined
  return typeof state === 'string' && /^22[0-9A-Z]{3}$/.test(state)
    ? cutValues(error.message)
    : error.message
}

// The server's language decides which quotes it uses; a value may hold any of them.
function cutValues(message: string): string {
  return message
    .replace(/["'«»“”„‘’‚].*["'«»“”„‘’]/su, hidden)
    .replace(/([:：]\s*)\S.*$/su, `$1${hidden}`)
}
