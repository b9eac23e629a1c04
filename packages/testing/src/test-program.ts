import { runLocalTool } from './local-tool.ts'

/** A program and what must be added to the environment to run it. */
export interface TestProgram {
  readonly command: string
  readonly env: Readonly<Record<string, string>>
}

const variables = {
  chromium: 'TEST_CHROMIUM',
  pgbouncer: 'TEST_PGBOUNCER',
  'python-celery': 'TEST_PYTHON_CELERY',
  'python-pika': 'TEST_PYTHON_PIKA',
} as const

/**
 * Finds a program, or fetches it from Debian without root, and leaves word of it in `env` for the
 * tests. Belongs into jest's global set-up: fetching takes longer than a test may.
 */
export async function provideTestProgram(
  name: keyof typeof variables,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const tool = await runLocalTool<TestProgram>(['find', name])
  await tool.release()
  env[variables[name]] = JSON.stringify(tool.answer)
}

/** Gives a program that jest's global set-up provided. */
export function testProgram(name: keyof typeof variables): TestProgram {
  const found = process.env[variables[name]]
  if (found === undefined) throw new Error(`jest's global set-up of this project gives no ${name}`)
  return JSON.parse(found) as TestProgram
}
