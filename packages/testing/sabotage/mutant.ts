/** One change to one file; `find` stands in it exactly once. */
export interface Edit {
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** A guarantee that is broken on purpose, and the test that has to notice. */
export interface Mutant {
  /** What is broken, in words. */
  readonly name: string
  /** Where a guarantee is held twice, both have to be broken. */
  readonly edits: readonly Edit[]
  readonly test: string
  /** Part of the full name of the test that has to fail. */
  readonly testName: string
}
