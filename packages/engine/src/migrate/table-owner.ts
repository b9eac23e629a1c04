const ownerLine = /^aaps-data-sync dataset (.+)$/m

/** The dataset to which a target table belongs, by a line of its comment; undefined without one. */
export function ownerOf(comment: string | null): string | undefined {
  return comment === null ? undefined : ownerLine.exec(comment)?.[1]
}

/**
 * A comment that says to which dataset its table belongs, behind what somebody wrote before. Who it
 * belonged to is forgotten.
 */
export function withOwner(comment: string | null, dataset: string): string {
  const line = `aaps-data-sync dataset ${dataset}`
  if (comment === null) return line
  return ownerLine.test(comment) ? comment.replace(ownerLine, () => line) : `${comment}\n${line}`
}
