const numbers = new Intl.NumberFormat('en')

/** A number with its thousands set apart. */
export function countText(count: number): string {
  return numbers.format(count)
}

/** A count of things, whose plural ends in s. */
export function countedText(count: number, thing: string): string {
  return `${countText(count)} ${thing}${count === 1 ? '' : 's'}`
}
