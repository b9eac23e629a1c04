import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The code blocks of a page under docs/, by the second word behind their fence: what they are. */
export function documentSnippets(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(__dirname, '..', '..', '..', 'docs', page), 'utf8')
  const blocks = text.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)
  return new Map([...blocks].map(([, name = '', content = '']) => [name, content]))
}
