import type { TSchema } from '@sinclair/typebox'

const millisecondsPerUnit: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/**
 * The value that the text of a variable stands for, by the type of its schema. A text that does
 * not fit is returned as it is, so that the check that follows refuses it.
 */
export function coerceSetting(schema: TSchema, text: string): unknown {
  if (schema['unit'] === 'ms') return parseDurationMs(text) ?? text
  switch (schema['type']) {
    case 'boolean':
      return parseBoolean(text) ?? text
    case 'integer':
    case 'number':
      return parseNumber(text) ?? text
    default:
      return text
  }
}

function parseBoolean(text: string): boolean | undefined {
  if (/^(true|1|yes|on)$/i.test(text)) return true
  if (/^(false|0|no|off)$/i.test(text)) return false
  return undefined
}

function parseNumber(text: string): number | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
}

function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/.exec(text.trim())
  if (match === null) return undefined
  const [, amount, unit = 'ms'] = match
  return Math.round(Number(amount) * (millisecondsPerUnit[unit] ?? Number.NaN))
}
