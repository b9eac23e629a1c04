import { existsSync, statSync } from 'node:fs'
import { StackError } from './stack-error.ts'

/**
 * Throws a StackError when a folder of data exists but can't be used: it is another user's, or
 * its password, which only state.json has, is not known any more. `servedAs` is the user that
 * root gave the folder to.
 */
export function checkKeptData({
  folder,
  isPasswordKnown,
  servedAs,
}: {
  folder: string
  isPasswordKnown: boolean
  servedAs?: number
}): void {
  if (!existsSync(folder)) return
  const uid = process.getuid?.()
  const owner = statSync(folder).uid
  if (owner !== uid && !(uid === 0 && owner === servedAs)) {
    throw new StackError(
      `The data in ${folder} belongs to user ${owner}, and this is user ${uid}. Start as that ` +
        'user, or give this start another folder with AAPS_LOCAL_DIR.',
    )
  }
  if (!isPasswordKnown) {
    throw new StackError(
      `${folder} holds data, but state.json beside it, which knows its password, is gone. Put it ` +
        'back, or remove the folder to begin anew.',
    )
  }
}
