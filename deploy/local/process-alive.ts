import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** Whether a process runs. A dead one that nobody has reaped yet (a zombie) does not. */
export function isAlive(pid: number): boolean {
  const stat = procText(pid, 'stat')
  // The state follows the command, which is in parentheses and may itself contain some.
  return stat !== undefined && !/^\) [ZX]/.test(stat.slice(stat.lastIndexOf(')')))
}

/**
 * Whether the process that was saved as `pid` still runs: the number may belong to somebody else
 * by now, so `mark` must be in its command line or its environment, whichever is told.
 */
export function isStillOurs(
  pid: number | undefined,
  { mark, file }: { readonly mark: string; readonly file: 'cmdline' | 'environ' },
): pid is number {
  return pid !== undefined && isAlive(pid) && `\0${procText(pid, file) ?? ''}`.includes(mark)
}

/** Text of a file of /proc; undefined when the process is gone or is not ours to read. */
export function procText(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Sends each signal in turn and waits for the process to end, `graceMs` after each; the last one
 * should be SIGKILL. Does nothing to a process that is gone.
 */
export async function stopProcess(
  pid: number,
  signals: readonly { readonly signal: NodeJS.Signals; readonly graceMs: number }[],
): Promise<void> {
  for (const { signal, graceMs } of signals) {
    if (!isAlive(pid)) return
    sendSignal(pid, signal)
    const deadline = performance.now() + graceMs
    while (isAlive(pid) && performance.now() < deadline) await delay(20)
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
