/** Runs one step of a start: says that it begins, and how long it took or that it failed. */
export type StepLog = <T>(what: string, action: () => Promise<T>) => Promise<T>

/** Creates a log of steps that writes whole lines to `write`; steps may overlap. */
export function createStepLog(write: (line: string) => void): StepLog {
  return async (what, action) => {
    const startedAt = performance.now()
    const took = (): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
    write(`  …  ${what}`)
    try {
      const result = await action()
      write(`  ok ${what} (${took()})`)
      return result
    } catch (error) {
      write(`  !! ${what} failed (${took()})`)
      throw error
    }
  }
}
