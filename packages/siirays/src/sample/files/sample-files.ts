import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeSarh } from './write-sarh.ts'

/** Lies in the folders that this product has made for samples, and in no other. */
const mark = '.aaps-data-sync-sample'

/** Thrown instead of writing into a folder that may hold something of somebody. */
export class NotASampleFolderError extends Error {
  override readonly name = 'NotASampleFolderError'

  constructor(folder: string) {
    super(
      `Folder ${folder} is neither empty nor one of samples that this product made, so nothing was ` +
        'put there. Name another folder for the sample, or set the variable to where your files are.',
    )
  }
}

/** Whether an address is a folder of samples. An address of the web never is. */
export function isSampleFolder(url: string): boolean {
  return url.startsWith('file:') && existsSync(join(fileURLToPath(url), mark))
}

/**
 * Makes sure that a folder has the sample files, at scale 1. Safe to repeat: what is there stays, with
 * what was changed in it. A folder that holds anything else is refused with `NotASampleFolderError`.
 */
export async function provideSampleFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  if (!existsSync(join(folder, mark))) {
    if ((await readdir(folder)).length > 0) throw new NotASampleFolderError(folder)
    await writeFile(join(folder, mark), 'Made by aaps-data-sync; every file here is made up.\n')
  }
  const sarh = join(folder, 'sarh.xlsx')
  if (existsSync(sarh)) return
  // Under its name only when it is whole.
  const unfinished = `${sarh}.part`
  await writeSarh(unfinished, { seed: 1, scale: 1 })
  await rename(unfinished, sarh)
}
