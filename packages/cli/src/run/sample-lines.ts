import { excerpt } from '@aaps-data/contracts'
import type { KeptChange } from '@aaps-data/ledger'

const signs = { insert: '+', update: '~', delete: '-' } as const

/** Changed rows for people, by table: key, and of each column the value before and after. */
export function sampleLines(samples: readonly KeptChange[]): readonly string[] {
  return samples.flatMap((change, place) => [
    ...(samples[place - 1]?.table === change.table ? [] : [`${change.table}:`]),
    [`  ${signs[change.operation]}`, rowText(change.key), valuesText(change)]
      .filter((part) => part !== '')
      .join(' '),
  ])
}

function valuesText({ operation, key, before, after }: KeptChange): string {
  if (operation === 'update') {
    const parts = Object.keys(after ?? {}).map((name) => {
      const [old, now] = [before?.[name], after?.[name]]
      return `${name}: ${valueText(old, now)} -> ${valueText(now, old)}`
    })
    return parts.join(', ')
  }
  const row = operation === 'insert' ? after : before
  const rest = Object.entries(row ?? {}).filter(([name]) => key === null || !(name in key))
  return rowText(Object.fromEntries(rest))
}

function rowText(values: KeptChange['key']): string {
  return Object.entries(values ?? {})
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(' ')
}

const shownCharacters = 60

function valueText(value: string | null | undefined, other?: string | null): string {
  if (value === null || value === undefined) return 'null'
  return JSON.stringify(excerpt(value, other, shownCharacters))
}
