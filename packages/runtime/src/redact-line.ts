import { namesSecret, redactText, redactValue } from '@aaps-data/contracts'

/**
 * A line of JSON without credentials, in every field and text. A line that is not JSON is treated
 * as text.
 */
export function redactLine(line: string): string {
  // Most lines hold neither and are not worth the cost of reading them.
  if (!line.includes('://') && !namesSecret(line)) return line
  try {
    return `${JSON.stringify(redactValue(JSON.parse(line)))}\n`
  } catch {
    return redactText(line)
  }
}
