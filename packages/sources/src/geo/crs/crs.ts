/** What a file says of its coordinates, as far as it says it. */
export interface Crs {
  /** The code of EPSG, if it is named, or recognised by its parameters. */
  readonly epsg?: number
  /** Well-known text, or whatever else the file has in its place. */
  readonly text?: string
}
