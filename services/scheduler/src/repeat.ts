/** Something that happens again and again. */
export interface Repeated {
  /** Waits for the turn under way; there is none after it. Safe to repeat. */
  stop(): Promise<void>
}

/**
 * Calls `turn` at once and then `intervalMs` after the end of each turn, so turns never overlap. A
 * turn that throws is reported and the next one comes all the same.
 */
export function repeat(
  turn: () => Promise<void>,
  {
    intervalMs,
    onError,
  }: { readonly intervalMs: number; readonly onError: (error: unknown) => void },
): Repeated {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  async function next(): Promise<void> {
    try {
      await turn()
    } catch (error) {
      onError(error)
    }
    if (!isStopped) {
      timer = setTimeout(() => {
        current = next()
      }, intervalMs)
    }
  }
  let current = next()

  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await current
    },
  }
}
