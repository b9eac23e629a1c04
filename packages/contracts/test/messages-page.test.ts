import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import {
  CancelNotice,
  cancelNoticeType,
  exchanges,
  ProgressEvent,
  progressEventType,
  queues,
  RunEvent,
  runEventType,
  SyncCommand,
  syncCommandType,
  SyncReply,
  syncReplyType,
  SyncRequest,
  syncRequestType,
} from '../src/index.ts'

const page = readFileSync(join(__dirname, '../../../docs/messages.md'), 'utf8')

const schemas: Readonly<Record<string, TSchema>> = {
  [syncRequestType]: SyncRequest,
  [syncReplyType]: SyncReply,
  [syncCommandType]: SyncCommand,
  [cancelNoticeType]: CancelNotice,
  [runEventType]: RunEvent,
  [progressEventType]: ProgressEvent,
}

describe('docs/messages.md', () => {
  const examples = new Map(
    [...page.matchAll(/^## .*`(.+)`\n[^]*?```json\n([^]+?)```/gm)].map(([, type, json = '']) => [
      type,
      JSON.parse(json) as unknown,
    ]),
  )

  it('has an example of each message, and of no other', () => {
    expect([...examples.keys()]).toEqual(Object.keys(schemas))
  })

  it.each(Object.keys(schemas))('shows a valid %s', (type) => {
    const schema = schemas[type]
    const faults = schema && [...Value.Errors(schema, examples.get(type))]
    expect(faults).toEqual([])
  })

  it('names every exchange and queue', () => {
    const named = [...page.matchAll(/^\| `(sync\..+?)`/gm)].map(([, name]) => name)
    expect(named).toEqual([
      ...[exchanges.requests, exchanges.replies, exchanges.commands, exchanges.control],
      exchanges.events,
      ...[exchanges.deadLetters, exchanges.unrouted],
      ...[queues.requests, queues.scheduledCommands, queues.interactiveCommands],
      ...[queues.parking, queues.unrouted],
    ])
    expect(named).toHaveLength(Object.keys(exchanges).length + Object.keys(queues).length)
  })
})
