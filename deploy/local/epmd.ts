import { readdirSync } from 'node:fs'
import { procText, stopProcess } from './process-alive.ts'

/**
 * Stops the epmd (Erlang's port mapper) that a private node started on `port`; it outlives the
 * node. Touches no other: both its command and its environment are compared.
 */
export async function stopEpmd(port: number): Promise<void> {
  const ours = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter(
      (pid) =>
        /epmd\0-daemon/.test(procText(pid, 'cmdline') ?? '') &&
        `\0${procText(pid, 'environ') ?? ''}`.includes(`\0ERL_EPMD_PORT=${port}\0`),
    )
  for (const pid of ours) {
    await stopProcess(pid, [
      { signal: 'SIGTERM', graceMs: 1000 },
      { signal: 'SIGKILL', graceMs: 1000 },
    ])
  }
}
