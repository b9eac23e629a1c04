import type { Problem } from '../../../src/schemas/action.ts'

/** The monitor answered with a problem, or did not answer at all: `status` is then 0. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string) {
    super(`${status} ${code}`)
    this.status = status
    this.code = code
  }
}

/** The address of a resource of the API, wherever the page is mounted. */
export function apiUrl(path: string): string {
  return new URL(`api/v1/${path}`, document.baseURI).href
}

async function problemCode(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  return problem.code ?? String(response.status)
}

interface ApiInit extends RequestInit {
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Reads or sends JSON. Throws `ApiError`, with the problem's code, when the monitor refuses or
 * cannot be reached.
 */
export async function callApi<Answer>(path: string, init: ApiInit = {}): Promise<Answer> {
  const response = await fetch(apiUrl(path), {
    ...init,
    headers: { accept: 'application/json', ...init.headers },
  }).catch((cause: unknown) => {
    if (init.signal?.aborted === true) throw cause
    throw new ApiError(0, 'MONITOR_UNREACHABLE')
  })
  if (!response.ok) throw new ApiError(response.status, await problemCode(response))
  return (await response.json()) as Answer
}
