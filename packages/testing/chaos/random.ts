/** Numbers from 0 to below 1. */
export type Random = () => number

/** One of several, each as likely as the others. */
export function pick<T>(random: Random, all: readonly T[]): T {
  const chosen = all[Math.floor(random() * all.length)]
  if (chosen === undefined) throw new Error('Nothing to pick from')
  return chosen
}
