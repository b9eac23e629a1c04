/** One drain of a queue that was full before anybody worked on it. */
export interface Drain {
  readonly runsPerSecond: number
  /** From the instant that an event tells of to its arrival here. */
  readonly eventLatenciesMs: readonly number[]
}

/** Who has so many tasks that do nothing done by workers. */
export interface Contender {
  /** Fills the queue, then starts the workers, and measures until the last task has ended. */
  drain(runs: number): Promise<Drain>
  close(): Promise<void>
}

/** What start-up costs is left out: the rate is that of what ends after the first tenth. */
const warmUpShare = 0.1

export interface DrainMeter {
  /** A task has ended, and the worker says when. */
  ended(atMs: number): void
  /** Settles when as many as were expected have ended. */
  readonly result: Promise<Drain>
}

/** Counts `expected` ends of tasks as they are told. */
export function meterDrain(expected: number): DrainMeter {
  const warmUp = Math.floor(expected * warmUpShare)
  const eventLatenciesMs: number[] = []
  let count = 0
  let beganMs = 0
  let settle: (drain: Drain) => void = () => undefined
  const result = new Promise<Drain>((resolve) => {
    settle = resolve
  })
  return {
    ended(atMs) {
      count += 1
      if (count === warmUp) beganMs = performance.now()
      if (count > warmUp) eventLatenciesMs.push(Date.now() - atMs)
      if (count !== expected) return
      const seconds = (performance.now() - beganMs) / 1_000
      settle({ runsPerSecond: (expected - warmUp) / seconds, eventLatenciesMs })
    },
    result,
  }
}
