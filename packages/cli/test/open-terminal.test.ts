import { PassThrough } from 'node:stream'
import { describe, expect, it } from '@jest/globals'
import { openTerminal } from '../src/open-terminal.ts'

function openTestTerminal(isTTY: boolean) {
  const stdin = Object.assign(new PassThrough(), { isTTY })
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 80 })
  const written = () => String(stderr.read() ?? '')
  return { stdin, written, ...openTerminal({ stdin, stderr }) }
}

describe('openTerminal', () => {
  it('writes notes above the line that is drawn over', () => {
    const { screen, note, written } = openTestTerminal(true)
    screen?.draw('half done')
    note('by the way')
    screen?.draw('')
    const clear = '\u001b[1G\u001b[0K'
    expect(written()).toBe(`${clear}half done${clear}by the way\n${clear}half done${clear}`)
  })

  it('draws nothing when nothing is different', () => {
    const { screen, written } = openTestTerminal(true)
    screen?.draw('half done')
    written()
    screen?.draw('half done')
    expect(written()).toBe('')
  })

  it.each([
    ['y', true],
    ['Sí', true],
    ['n', false],
    ['', false],
    ['why not', false],
  ])('takes the answer "%s" as %s', async (answer, isYes) => {
    const { confirm, stdin } = openTestTerminal(true)
    const asked = confirm?.('Do this?')
    stdin.write(`${answer}\n`)
    expect(await asked).toBe(isYes)
  })

  it('neither draws nor asks where there is no terminal', () => {
    const { screen, confirm } = openTestTerminal(false)
    expect({ screen, confirm }).toEqual({ screen: undefined, confirm: undefined })
  })
})
