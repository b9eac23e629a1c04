/**
 * Whether the binary form and the image of a type's values are made of the value alone, not of
 * numbers that objects have in one database: the same in every database of servers of one version.
 */
export function isPortable(type: string): boolean {
  return portable.test(type)
}

const portable = new RegExp(
  `^(${[
    'smallint|integer|bigint|boolean|text|uuid|date|bytea|json|jsonb|inet|cidr|macaddr8?',
    'numeric(\\(.*\\))?|real|double precision',
    'character( varying)?(\\(\\d+\\))?',
    'time(stamp)?(\\(\\d\\))? with(out)? time zone|interval(\\(\\d\\))?',
  ].join('|')})$`,
)
