import { createInterface } from 'node:readline/promises'
import { clearLine, cursorTo } from 'node:readline'
import type { Readable } from 'node:stream'
import type { WriteStream } from 'node:tty'
import type { ProgramContext } from './program-context.ts'

const fallbackColumns = 80

/**
 * Notes, the line that is drawn over, and questions, on standard error: standard output is for
 * results. A line and questions there are only when both streams are a terminal.
 */
export function openTerminal({
  stdin,
  stderr,
}: {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stderr: Pick<WriteStream, 'write' | 'columns'> & {
    readonly isTTY?: boolean
  } & NodeJS.WritableStream
}): Pick<ProgramContext, 'note' | 'screen' | 'confirm'> {
  let drawn = ''

  function draw(text: string): void {
    if (text === drawn) return
    drawn = text
    cursorTo(stderr, 0)
    clearLine(stderr, 1)
    stderr.write(text)
  }
  function note(line: string): void {
    const below = drawn
    if (below !== '') draw('')
    stderr.write(`${line}\n`)
    if (below !== '') draw(below)
  }
  async function confirm(question: string): Promise<boolean> {
    const lines = createInterface({ input: stdin, output: stderr })
    try {
      return /^(y|yes|s|si|sí)$/i.test((await lines.question(`${question} [y/N] `)).trim())
    } finally {
      lines.close()
    }
  }
  return {
    note,
    screen:
      stderr.isTTY === true
        ? { columns: () => stderr.columns || fallbackColumns, draw }
        : undefined,
    confirm: stderr.isTTY === true && stdin.isTTY === true ? confirm : undefined,
  }
}
