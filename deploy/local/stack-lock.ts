import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, realpathSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { StackError } from './stack-error.ts'

/**
 * Makes this process the only one that starts or stops the stack in `directory`, until the given
 * function is called or the process ends, however it ends. Throws a StackError that names the
 * other process when there is one.
 */
export async function lockStack(directory: string): Promise<() => void> {
  mkdirSync(directory, { recursive: true })
  const path = realpathSync(directory)
  // An abstract socket (first character NUL) has one owner and vanishes with it: unlike a lock
  // file it can't be left behind by a process that was killed.
  const name = `\0aaps-data-sync:${createHash('sha256').update(path).digest('hex')}`
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.end(String(process.pid))
  })
  server.listen(name)
  try {
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new StackError(
      `Another start (process ${await ownerOf(name)}) is using ${path}. Stop it with Ctrl-C in its ` +
        'window, or give this one another folder with AAPS_LOCAL_DIR.',
    )
  }
  server.unref()
  return () => server.close()
}

async function ownerOf(name: string): Promise<string> {
  const socket = connect(name).setEncoding('utf8')
  let pid = ''
  try {
    for await (const text of socket) pid += String(text)
    return pid
  } catch {
    return 'unknown'
  }
}
