import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { mutants } from '../sabotage/mutants.ts'

const repository = join(__dirname, '../../..')

/** The titles of the tests of a file, as they stand there. */
function titlesIn(file: string): readonly string[] {
  const text = readFileSync(join(repository, file), 'utf8')
  const titles = /(['"`])((?:(?!\1).)*)\1,\s*(?:async )?(?:\(|done)/g
  return [...text.matchAll(titles)].map(([, , title = '']) => title)
}

/** Whether a title, with something for each of its placeholders, holds the name. */
function mayBe(title: string, name: string): boolean {
  const [first = '', ...rest] = title.split(/%[sdj]|\$\w+/)
  return rest.length === 0
    ? title.includes(name)
    : name.length > first.length && name.startsWith(first)
}

describe('the mutants of sabotage', () => {
  it.each(mutants)('find what they break: $name', (mutant) => {
    for (const { file, find } of mutant.edits) {
      expect(readFileSync(join(repository, file), 'utf8').split(find)).toHaveLength(2)
    }
  })

  it.each(mutants)('name one test of their file: $name', ({ test, testName }) => {
    expect(titlesIn(test).filter((title) => mayBe(title, testName))).toHaveLength(1)
  })

  it('have names of their own', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length)
  })
})
