/** The servers that tests may write to. */
export interface TestServerUrls {
  readonly databaseUrl: string
  readonly amqpUrl: string
  readonly amqpManagementUrl: string
}

const variables = {
  databaseUrl: 'TEST_DATABASE_URL',
  amqpUrl: 'TEST_AMQP_URL',
  amqpManagementUrl: 'TEST_AMQP_MANAGEMENT_URL',
} as const

/**
 * Gives the servers that the tests work on. They come only from TEST_DATABASE_URL, TEST_AMQP_URL
 * and TEST_AMQP_MANAGEMENT_URL, which jest's global set-up fills: a test can never reach a
 * database or broker that somebody configured for the product. Throws when one is missing.
 */
export function testServerUrls(): TestServerUrls {
  return {
    databaseUrl: required(variables.databaseUrl),
    amqpUrl: required(variables.amqpUrl),
    amqpManagementUrl: required(variables.amqpManagementUrl),
  }
}

function required(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: run this test through jest, whose global set-up sets it`)
  }
  return value
}
