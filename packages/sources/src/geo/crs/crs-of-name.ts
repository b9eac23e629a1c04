import type { Crs } from './crs.ts'

/** What the name of a system says, such as `EPSG:32719` or `urn:ogc:def:crs:OGC:1.3:CRS84`. */
export function crsOfName(name: string): Crs {
  const text = name.slice(0, 200)
  if (/CRS:?84$/i.test(text)) return { epsg: 4326, text }
  const code = /^(?:urn:(?:x-)?ogc:def:crs:)?EPSG:(?:[0-9.]*:)?(\d{4,6})$/i.exec(text.trim())
  const byAddress = /^https?:\/\/www\.opengis\.net\/def\/crs\/EPSG\/[0-9.]+\/(\d{4,6})$/i.exec(
    text.trim(),
  )
  const epsg = code?.[1] ?? byAddress?.[1]
  return epsg === undefined ? { text } : { epsg: Number(epsg), text }
}
