const hidden = '***'

// A user may hold an @, a password an unescaped @, : or /: greedy up to the last @ of the word.
// All repetitions have a bound, so that no text takes more than linear time.
const urlCredentials = /([a-z][a-z0-9+.-]{0,20}:\/\/[^\s":]{0,200}):[^\s"]{0,2000}@/gi

const secretName = 'passw(?:or)?d|passphrase|pwd|secret|authorization|cookie|token|api[-_]?key'
const secretField = new RegExp(secretName, 'i')
const secretPair = new RegExp(
  `((?:${secretName})[\\w-]{0,40}\\\\?["']?[ \\t]*[=:][ \\t]*)` +
    `('(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*"|(?:(?:basic|bearer|digest)[ \\t]+)?\\S+)`,
  'gi',
)

/**
 * Hides credentials in a text: the password of every URL, the value of every pair such as
 * `password=…`, `pwd: …` or `Authorization: Basic …`. Where it cannot tell where a secret ends, it
 * hides the rest of the word.
 */
export function redactText(text: string): string {
  return text.replace(urlCredentials, `$1:${hidden}@`).replace(secretPair, `$1${hidden}`)
}

/** Whether a field of this name holds a secret, whatever its value looks like. */
export function namesSecret(field: string): boolean {
  return secretField.test(field)
}
