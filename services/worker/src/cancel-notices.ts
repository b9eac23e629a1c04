/** Who wants to hear that a run may have been cancelled: the attempts in hand. */
export interface CancelNotices {
  /** Calls the listener when there is a notice about the run; gives how to end that. */
  listen(runId: string, listener: () => void): () => void
  /** There is a notice about a run. One that is not in hand concerns nobody here. */
  tell(runId: string): void
}

export function createCancelNotices(): CancelNotices {
  const inHand = new Map<string, () => void>()
  return {
    listen(runId, listener) {
      inHand.set(runId, listener)
      return () => {
        if (inHand.get(runId) === listener) inHand.delete(runId)
      }
    },
    tell(runId) {
      inHand.get(runId)?.()
    },
  }
}
