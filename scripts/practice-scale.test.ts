import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { startPracticeScale } from './practice-scale.ts'

test('what is put on the page stands on the scale, and nothing else does', async () => {
  const scale = await startPracticeScale()
  try {
    const [host = '', port] = scale.address.split(':')
    const socket = connect(Number(port), host)
    const lines = createInterface(socket)
    const lineOf = async (text: string): Promise<void> => {
      for (;;) {
        const [line] = (await once(lines, 'line')) as [string]
        if (line === text) return
      }
    }
    await lineOf('ST,GS,+  0.000kg')
    const put = (headers: Record<string, string>) => fetch(`${scale.pageUrl}plate`, { method: 'POST', headers })
    expect(await (await put({ 'x-grams': '734' })).json()).toMatchObject({ grams: 734, stations: 1 })
    await lineOf('ST,GS,+  0.734kg')
    for (const headers of [{}, { 'x-grams': '-1' }, { 'x-grams': '30001' }, { 'x-grams': '1.5' }]) expect((await put(headers as Record<string, string>)).status).toBe(400)
    expect(await (await fetch(`${scale.pageUrl}plate`)).json()).toMatchObject({ grams: 734 })
    const page = await fetch(scale.pageUrl)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await page.text()).not.toMatch(/<script>|style=|onclick/)
    socket.destroy()
  } finally {
    await scale.close()
  }
})
