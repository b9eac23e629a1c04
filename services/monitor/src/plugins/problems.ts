import type { FastifyReply, FastifyRequest } from 'fastify'
import type { MonitorApp } from '../monitor-app.ts'
import { ProblemError, problemOf } from '../problem.ts'
import { problemPage, problemPagePolicy } from '../problem-page.ts'

const challenge = 'Basic realm="AAPS-DATA Sync", charset="UTF-8"'
const mediaType = 'application/problem+json; charset=utf-8'
const reloadSeconds = 15

/** A person who opens an address; what the page itself asks for is JSON. */
function isForPerson({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html')
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const problem = problemOf(error)
  if (problem.status === 401) reply.header('www-authenticate', challenge)
  if (error instanceof ProblemError && error.retryAfterSeconds !== undefined) {
    reply.header('retry-after', error.retryAfterSeconds)
  }
  if (isForPerson(request)) {
    if (problem.status === 503) reply.header('refresh', reloadSeconds)
    return reply
      .code(problem.status)
      .header('cache-control', 'no-store')
      .header('content-security-policy', problemPagePolicy)
      .type('text/html; charset=utf-8')
      .send(problemPage(problem))
  }
  // As text, because the schema of a route's answer may not know this status.
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type(mediaType)
    .send(JSON.stringify(problem))
}

/**
 * Answers every error as a problem (RFC 9457), and to a browser that opens an address as a page
 * that explains it. What went wrong inside is logged with its stack and
 * told to nobody.
 */
export function answerProblems(app: MonitorApp): void {
  app.setErrorHandler((error, request, reply) => {
    const { status } = problemOf(error)
    if (status >= 500) {
      request.log.error(
        { err: error, method: request.method, route: request.routeOptions.url },
        'Request failed',
      )
    }
    return sendProblem(request, reply, error)
  })
}

/** What is asked for does not exist. */
export function notFound(): ProblemError {
  return new ProblemError({ status: 404, code: 'NOT_FOUND', title: 'There is no such thing here' })
}
