import { chromium, type Browser } from 'playwright-core'
import { testProgram } from './test-program.ts'

/** Starts a headless Chromium that contacts nobody but the pages under test. */
export async function launchChromium(): Promise<Browser> {
  const { command, env } = testProgram('chromium')
  return await chromium.launch({
    executablePath: command,
    env: { ...definedOnly(process.env), ...env },
    args: [
      // Its sandbox can't be had as root nor in most containers; the pages are our own.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
