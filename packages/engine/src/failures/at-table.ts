import { targetFailure } from './target-failure.ts'

/** Does a piece of work for one table; a failure of the target says which table it was. */
export async function atTable<T>(table: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw targetFailure(error, { table })
  }
}
