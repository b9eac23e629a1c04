import { parseArgs } from 'node:util'

/**
 * Reads options such as `--seed 7`; `defaults` names them all. Throws an error that says what is
 * wrong for an unknown option, a value that is no number, or a negative one.
 */
export function readNumbers<Name extends string>(
  args: readonly string[],
  defaults: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const names = Object.keys(defaults) as Name[]
  const { values } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  })
  const entries = names.map((name) => {
    const text = values[name]
    const number = typeof text === 'string' ? Number(text) : defaults[name]
    if (!Number.isFinite(number) || number < 0 || text === '') {
      throw new Error(`--${name} wants a number, not ${JSON.stringify(text)}.`)
    }
    return [name, number] as const
  })
  return Object.fromEntries(entries) as Record<Name, number>
}
