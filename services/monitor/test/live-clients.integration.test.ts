import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { waitFor } from '@aaps-data/testing'
import { WebSocket, WebSocketServer } from 'ws'
import { createLiveClients } from '../src/live/live-clients.ts'

const megabyte = 'x'.repeat(1_024 * 1_024)

describe('createLiveClients', () => {
  const closers: (() => void)[] = []
  afterEach(() => {
    for (const close of closers.splice(0)) close()
  })

  async function open() {
    const clock = { ms: 0 }
    const clients = createLiveClients({
      snapshot: () => 'snapshot',
      mark: () => 'mark',
      nowMs: () => clock.ms,
    })
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
    await once(server, 'listening')
    server.on('connection', (socket) => {
      clients.add(socket, { name: 'vera', role: 'viewer' })
    })
    closers.push(() => {
      for (const socket of server.clients) socket.terminate()
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const connect = async () => {
      const before = clients.size()
      const socket = new WebSocket(`ws://127.0.0.1:${port}`)
      const received: string[] = []
      socket.on('message', (data: Buffer) => received.push(data.toString().slice(0, 8)))
      await once(socket, 'open')
      await waitFor(() => clients.size() === before + 1, { what: 'the client' })
      return { socket, received }
    }
    return { clock, clients, server, connect }
  }

  function buffered(server: WebSocketServer): number {
    return Math.max(...[...server.clients].map(({ bufferedAmount }) => bufferedAmount))
  }

  it('sends a snapshot first and then each frame', async () => {
    const { clients, connect } = await open()
    const { received } = await connect()
    clients.broadcast('one')
    clients.broadcast('two')
    await waitFor(() => received.length === 3, { what: 'three frames' })
    expect(received).toEqual(['snapshot', 'one', 'two'])
  })

  it('holds up nobody for one who does not read, who later gets a snapshot', async () => {
    const { clients, server, connect } = await open()
    const slow = await connect()
    const quick = await connect()
    slow.socket.pause()
    let sent = 0
    while (sent < 40 && buffered(server) < 256 * 1_024) {
      clients.broadcast(megabyte)
      sent += 1
      await waitFor(() => quick.received.length === sent + 1, { what: 'the quick one' })
    }
    clients.broadcast('missed')
    await waitFor(() => quick.received.at(-1) === 'missed', { what: 'the quick one' })
    slow.socket.resume()
    await waitFor(() => buffered(server) === 0, { what: 'the slow one to read' })
    clients.attend()
    await waitFor(() => slow.received.at(-1) === 'snapshot', { what: 'a snapshot' })
    expect(slow.received).not.toContain('missed')
    clients.broadcast('next')
    await waitFor(() => slow.received.at(-1) === 'next', { what: 'the next frame' })
  })

  it('ends who has not read for fifteen seconds', async () => {
    const { clients, clock, server, connect } = await open()
    const { socket } = await connect()
    socket.pause()
    while (buffered(server) < 256 * 1_024) clients.broadcast(megabyte)
    clients.broadcast('missed')
    clients.attend()
    expect(clients.size()).toBe(1)
    clock.ms = 15_001
    clients.attend()
    await waitFor(() => clients.size() === 0, { what: 'the client to be ended' })
  })

  it('says every four idle seconds that the link lives', async () => {
    const { clients, clock, connect } = await open()
    const { received } = await connect()
    clients.attend()
    clock.ms = 4_000
    clients.attend()
    clock.ms = 7_999
    clients.attend()
    clients.broadcast('frame')
    await waitFor(() => received.at(-1) === 'frame', { what: 'the frame' })
    expect(received).toEqual(['snapshot', 'mark', 'frame'])
  })

  it('ends who is gone or has another role, and nobody else', async () => {
    const { clients, connect } = await open()
    const { socket, received } = await connect()
    expect(clients.people()).toEqual(['vera'])
    clients.keepOnly(new Map([['vera', 'viewer']]))
    clients.broadcast('frame')
    await waitFor(() => received.at(-1) === 'frame', { what: 'the frame' })
    const closed = once(socket, 'close')
    clients.keepOnly(new Map([['vera', 'admin']]))
    expect((await closed)[0]).toBe(1008)
  })

  it('ends who does not answer a ping', async () => {
    const { clients, clock, connect } = await open()
    const { socket } = await connect()
    socket.pause()
    clock.ms = 15_000
    clients.attend()
    clock.ms = 30_000
    clients.attend()
    await waitFor(() => clients.size() === 0, { what: 'the client to be ended' })
  })
})
