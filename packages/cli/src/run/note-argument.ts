import { InvalidArgumentError } from 'commander'

/** A text for the audit log, or that is shown with a run, as an option of a command. */
export function note(text: string): string {
  return upTo(500, text)
}

/** A text of at most so many characters. */
export function upTo(characters: number, text: string): string {
  if (text.length <= characters) return text
  throw new InvalidArgumentError(`It may have ${characters} characters.`)
}
