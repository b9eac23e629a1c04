import { readFileSync } from 'node:fs'

/** What a process has resident now (VmRSS), in MiB; undefined when it is gone. */
export function residentMib(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024
  } catch {
    return undefined
  }
}
