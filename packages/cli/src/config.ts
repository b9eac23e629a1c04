import { Type } from '@sinclair/typebox'
import { brokerUrl, databaseUrl, filesUrl, secretText } from '@aaps-data/runtime'

/** The environment of commands that read definitions only. */
export const catalogConfig = Type.Object({
  CATALOG_DIR: Type.Optional(Type.String({ description: 'the directory of the datasets' })),
})

/** The environment of commands that need the target. */
export const targetConfig = Type.Object({
  ...catalogConfig.properties,
  TARGET_DATABASE_URL: databaseUrl({ description: 'the database that holds target and ledger' }),
})

/** The environment of what needs the broker. */
export const brokerConfig = Type.Object({
  AMQP_URL: brokerUrl({
    description:
      'the broker, or its nodes separated by commas; `amqps://…?cacertfile=/path/ca.pem` for TLS with an authority of your own',
  }),
})

/** The environment of `topology user`. */
export const accessConfig = Type.Object({
  AMQP_MANAGEMENT_URL: secretText({
    pattern: '^https?://',
    examples: ['http://admin:password@host:15672'],
    description: "the broker's management interface, with a login that administers it",
  }),
  AMQP_VHOST: Type.String({ default: '/', description: 'the virtual host of the services' }),
  AAPS_BROKER_PASSWORD: secretText({
    minLength: 12,
    description: 'the password of the login, at least 12 characters',
  }),
})

/** The environment of commands that ask for runs and follow them. */
export const runConfig = Type.Object({ ...targetConfig.properties, ...brokerConfig.properties })

/** The environment of commands that need the ledger alone. */
export const ledgerConfig = Type.Object({
  TARGET_DATABASE_URL: targetConfig.properties.TARGET_DATABASE_URL,
})

/** The environment of commands that decide about held runs. */
export const decisionConfig = Type.Object({
  TARGET_DATABASE_URL: targetConfig.properties.TARGET_DATABASE_URL,
  AMQP_URL: Type.Optional(brokerConfig.properties.AMQP_URL),
})

/** The environment of `sample`. */
export const sampleConfig = Type.Object({
  TARGET_DATABASE_URL: databaseUrl({ description: 'the database that the sample may fill' }),
  SOURCE_SIIRAYS_URL: databaseUrl({ description: 'the database of the sample; it is created' }),
  SOURCE_SARH_URL: filesUrl({ description: 'the folder of the sample files; it is filled' }),
})

/** The environment of the commands about users. */
export const usersConfig = Type.Object({
  TARGET_DATABASE_URL: databaseUrl({ description: 'the database that holds the ledger' }),
})

/** The environment of the commands that set a password. */
export const passwordConfig = Type.Object({
  ...usersConfig.properties,
  AAPS_USER_PASSWORD: secretText({
    minLength: 12,
    description: 'the new password, at least 12 characters',
  }),
})
