import { Type } from '@sinclair/typebox'
import { secretText } from '@aaps-data/runtime'

/** The environment of commands that read definitions only. */
export const catalogConfig = Type.Object({
  CATALOG_DIR: Type.Optional(Type.String({ description: 'the directory of the datasets' })),
})

/** The environment of commands that need the target. */
export const targetConfig = Type.Object({
  ...catalogConfig.properties,
  TARGET_DATABASE_URL: secretText({ description: 'the database that holds target and ledger' }),
})

/** The environment of `user add`. */
export const userConfig = Type.Object({
  TARGET_DATABASE_URL: secretText({ description: 'the database that holds the ledger' }),
  AAPS_USER_PASSWORD: secretText({
    minLength: 12,
    description: 'the password of the new user, at least 12 characters',
  }),
})
