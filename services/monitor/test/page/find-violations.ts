import type { BrowserContext, Page } from 'playwright-core'

const everything = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly target: readonly string[] }[]
}

/** Puts axe into every page that the context loads from now on. */
export function provideAxe(context: BrowserContext): Promise<unknown> {
  return context.addInitScript({ path: require.resolve('axe-core/axe.min.js') })
}

/**
 * What axe holds against the page as it stands: against all of it, or against its colours only.
 * It describes violations alone: what it says of all that is right took most of the time.
 */
export async function findViolations(
  page: Page,
  what: 'everything' | 'colours',
): Promise<readonly string[]> {
  const options = {
    runOnly: what === 'everything' ? everything : ['color-contrast'],
    resultTypes: ['violations'],
  }
  const violations = await page.evaluate<readonly Violation[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  )
  return violations.map(
    ({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  )
}
