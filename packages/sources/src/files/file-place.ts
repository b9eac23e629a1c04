import type { ErrorDetails } from '@aaps-data/contracts'

/** A file as it was when it was taken: a copy of our own that nobody changes. */
export interface TakenFile {
  /** Its own name, for people. */
  readonly name: string
  /** Where the copy is. */
  readonly path: string
  readonly bytes: number
  /** In hexadecimal digits. */
  readonly sha256: string
  readonly modifiedAt: Date
}

/** Where the files of a connection are. */
export interface FilePlace {
  /**
   * Takes the newest file whose name fits `pattern`, in which `*` stands for anything, once it is
   * complete, into the folder `into`. Throws `SOURCE_FILE_MISSING`, `SOURCE_FILE_CHANGING`, and what
   * the place itself fails with.
   */
  take(
    pattern: string,
    options: { readonly into: string; readonly signal: AbortSignal },
  ): Promise<TakenFile>
  /** What errors tell of the place; never its credentials. */
  readonly details: ErrorDetails
}
