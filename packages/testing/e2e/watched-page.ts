import type { Browser, Page } from 'playwright-core'

export interface Person {
  readonly name: string
  readonly password: string
}

/** A person's browser in front of the monitor, and everything that it was told. */
export interface WatchedPage {
  readonly page: Page
  /** How often the page opened its live link. */
  links(): number
  /** Closes it, and gives all that it was sent, answers and frames, and its document at the end. */
  close(): Promise<string>
}

/** Gives a person a page in a profile of their own; it answers the login with their password. */
export async function openWatchedPage(
  browser: Browser,
  { url, person: { name, password } }: { readonly url: string; readonly person: Person },
): Promise<WatchedPage> {
  const context = await browser.newContext({
    baseURL: url,
    httpCredentials: { username: name, password },
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const answers: Promise<string>[] = []
  const frames: string[] = []
  let links = 0
  page.on('requestfinished', (request) => {
    // An answer that the page left behind has no body any more.
    const body = request.response().then((response) => response?.text() ?? '')
    answers.push(body.catch(() => ''))
  })
  page.on('websocket', (socket) => {
    links += 1
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString()))
  })
  return {
    page,
    links: () => links,
    async close() {
      const told = [...(await Promise.all(answers)), ...frames, await page.content()]
      await context.close()
      return told.join('\n')
    },
  }
}
