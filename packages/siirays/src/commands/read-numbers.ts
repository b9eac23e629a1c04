import { parseArgs } from 'node:util'

/**
 * Reads options such as `--seed 7`; `defaults` names them all, `undefined` is one that may be left
 * out. Throws an error that says what is wrong for an unknown option, a value that is no number, or
 * a negative one.
 */
export function readNumbers<Defaults extends Readonly<Record<string, number | undefined>>>(
  args: readonly string[],
  defaults: Defaults,
): { readonly [Name in keyof Defaults]: number | Extract<Defaults[Name], undefined> } {
  const names = Object.keys(defaults)
  const { values } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  })
  const entries = names.map((name) => {
    const text = values[name]
    if (typeof text !== 'string') return [name, defaults[name]] as const
    const number = Number(text)
    if (!Number.isFinite(number) || number < 0 || text === '') {
      throw new Error(`--${name} wants a number, not ${JSON.stringify(text)}.`)
    }
    return [name, number] as const
  })
  return Object.fromEntries(entries) as ReturnType<typeof readNumbers<Defaults>>
}
