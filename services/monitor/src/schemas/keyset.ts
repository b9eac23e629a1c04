import { Type } from '@sinclair/typebox'

/** The query of a list that is read page by page, the older rows first. */
export const Keyset = Type.Object({
  after: Type.Optional(Type.String({ pattern: '^\\d{1,18}$', description: 'From `next`' })),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
})
