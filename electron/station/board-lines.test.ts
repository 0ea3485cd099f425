import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { createBoardLines } from './board-lines.ts'

let server: WebSocketServer
const url = (): string => `ws://127.0.0.1:${(server.address() as AddressInfo).port}/board`
const told: string[] = []
const createLines = () => createBoardLines({ mintId: () => 'line', onMessage: (_lineId, message) => told.push(JSON.stringify(message)), onClose: (lineId) => told.push(`${lineId} closed`) })

beforeEach(async () => {
  told.length = 0
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
})
afterEach(() => {
  for (const client of server.clients) client.terminate()
  server.close()
})

test('what is said before the line is known waits; what is no JSON ends the line and harms nothing else', async () => {
  server.on('connection', (client) => {
    client.send('{"news":"first"}')
    client.on('message', () => client.send('<html>'))
  })
  const lines = createLines()
  expect(await lines.open(url(), {}, null)).toBe('line')
  await expect.poll(() => told).toEqual(['{"news":"first"}'])
  lines.send('line', 'go on')
  await expect.poll(() => told).toEqual(['{"news":"first"}', 'line closed'])
})

test('the lines of a screen that is gone are closed, also the one that is still being opened', async () => {
  const lines = createLines()
  await lines.open(url(), {}, null)
  const second = lines.open(url(), {}, null)
  lines.closeAll()
  expect(await second).toBeNull()
  await expect.poll(() => server.clients.size).toBe(0)
})
