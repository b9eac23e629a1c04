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

/** The environment of `sample`. */
export const sampleConfig = Type.Object({
  TARGET_DATABASE_URL: secretText({ description: 'the database that the sample may fill' }),
  SOURCE_SIIRAYS_URL: secretText({ description: 'the database of the sample; it is created' }),
})

/** The environment of the commands about users. */
export const usersConfig = Type.Object({
  TARGET_DATABASE_URL: secretText({ description: 'the database that holds the ledger' }),
})

/** The environment of the commands that set a password. */
export const passwordConfig = Type.Object({
  ...usersConfig.properties,
  AAPS_USER_PASSWORD: secretText({
    minLength: 12,
    description: 'the new password, at least 12 characters',
  }),
})
