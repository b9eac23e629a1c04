/** Waits for a promise, but not longer; a promise that is late goes on without us. */
export async function withDeadline<Value>(
  promise: Promise<Value>,
  timeoutMs: number,
): Promise<Value | 'late'> {
  let timer: NodeJS.Timeout | undefined
  try {
    return await Promise.race([
      promise,
      new Promise<'late'>((resolve) => {
        timer = setTimeout(resolve, timeoutMs, 'late')
      }),
    ])
  } finally {
    clearTimeout(timer)
  }
}
