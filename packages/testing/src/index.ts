export { createTestDatabase, testDatabaseMark, type TestDatabase } from './test-database.ts'
export { testServerUrls, type TestServerUrls } from './test-server-urls.ts'
export { createTestVhost, type TestVhost } from './test-vhost.ts'
export { waitFor, type WaitOptions } from './wait-for.ts'
