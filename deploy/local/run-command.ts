import { spawn } from 'node:child_process'

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly uid?: number
  readonly gid?: number
  /** Exit statuses that count as success; 0 alone unless told. */
  readonly statuses?: readonly number[]
}

/**
 * Runs a program to its end without a shell and gives its standard output. Throws when it can't
 * be started or ends with a status that is no success, with the end of its error
 * output, or of its output where it has none.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { statuses = [0], ...options }: CommandOptions = {},
): Promise<string> {
  return await new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    child.on('error', (cause) => {
      reject(new Error(`${command} could not be started`, { cause }))
    })
    child.on('close', (status, signal) => {
      // Some programs tell on their output why they end.
      const said = errors.trim() === '' ? output : errors
      if (status !== null && statuses.includes(status)) resolve(output)
      else
        reject(new Error(`${command} ended with ${signal ?? status}: ${said.trim().slice(-2000)}`))
    })
  })
}
