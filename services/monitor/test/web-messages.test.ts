import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import ts from 'typescript'
import { en } from '../web/src/i18n/en.ts'
import { es } from '../web/src/i18n/es.ts'
import { createTranslator, type MessageKey } from '../web/src/i18n/translate.ts'

const keys = Object.keys(es) as MessageKey[]
const source = join(__dirname, '../web/src')
const spokenAttributes = ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext']
const hasLetters = /\p{L}/u

const placeholdersOf = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort()

/** The element or attribute that a value ends up in, through the choices that lead to it. */
function holderOf(value: ts.Node): ts.Node {
  const { parent } = value
  const isChoice =
    (ts.isConditionalExpression(parent) && parent.condition !== value) ||
    (ts.isBinaryExpression(parent) && parent.right === value) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isJsxExpression(parent)
  return isChoice ? holderOf(parent) : parent
}

/** Texts that a component writes itself, where people would read them in one language only. */
function literalTexts(file: string): string[] {
  const tree = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.ES2023,
    true,
    ts.ScriptKind.TSX,
  )
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && hasLetters.test(node.text)) found.push(node.text.trim())
    if (ts.isStringLiteralLike(node) && hasLetters.test(node.text)) {
      const holder = holderOf(node)
      const isChild = ts.isJsxElement(holder) || ts.isJsxFragment(holder)
      const isSpoken = ts.isJsxAttribute(holder) && spokenAttributes.includes(holder.name.getText())
      if (isChild || isSpoken) found.push(node.text)
    }
    node.forEachChild(visit)
  }
  visit(tree)
  return found
}

describe('the messages of the page', () => {
  it('have the same keys in both languages', () => {
    expect(Object.keys(en).sort()).toEqual([...keys].sort())
  })

  it.each(keys)('%s has the same placeholders in both languages', (key) => {
    expect(placeholdersOf(en[key])).toEqual(placeholdersOf(es[key]))
    expect(en[key].trim()).not.toBe('')
  })

  it('have both numbers of every plural', () => {
    const bases = (ending: string) =>
      keys.filter((key) => key.endsWith(ending)).map((key) => key.slice(0, -ending.length))
    expect(bases('.one')).toEqual(bases('.other'))
  })

  it('are all used', () => {
    const texts = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !/i18n.e[ns]\.ts$/.test(file))
      .map((file) => readFileSync(join(source, file), 'utf8'))
      .join('\n')
    // A key that is put together names its changing part by a template.
    const templates = [...texts.matchAll(/(?:t|plural)\(\s*`([^`]+)`/g)].map(
      ([, template]) =>
        new RegExp(`^${(template ?? '').replaceAll('.', '\\.').replace(/\$\{[^}]+\}/g, '\\w+')}$`),
    )
    const unused = keys.filter((key) => {
      const base = key.replace(/\.(one|other)$/, '')
      return !texts.includes(`'${base}'`) && !templates.some((template) => template.test(base))
    })
    expect(unused).toEqual([])
  })
})

describe('a component', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.tsx'),
  )
  it.each(files)('%s writes no text of its own', (file) => {
    expect(literalTexts(join(source, file))).toEqual([])
  })
})

describe('createTranslator', () => {
  const { t, plural } = createTranslator(es, 'es', (count) => `<${count}>`)

  it('fills in placeholders', () => {
    expect(t('freshness.limit', { limit: '1 h' })).toBe('Atrasados desde 1 h')
  })

  it('chooses the number, and falls back where a language has more numbers than texts', () => {
    expect(plural('card.tables', 1)).toBe('<1> tabla')
    expect(plural('card.tables', 38)).toBe('<38> tablas')
    expect(plural('card.tables', 1_000_000)).toBe('<1000000> tablas')
  })
})
