const mark = 'aaps-data-sync added from the source'

/** The comment of a column of the target that was not in the definition when it was added. */
export function addedComment(): string {
  return mark
}

/** Says whether we have added a column of the target, by its comment: nobody else's is written to. */
export function isAdded({ comment }: { readonly comment: string | null }): boolean {
  return comment?.split('\n').includes(mark) === true
}
