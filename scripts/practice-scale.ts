// A scale for a desk without one: a page with buttons that say what lies on the plate. For the sample warehouse only; started by `npm start`.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { startFakeScale, type FakeScale } from '#tests/support/fake-scale.ts'

export type PracticeScale = {
  /** The page for people. */
  pageUrl: string
  /** HOST:PORT of the scale itself, for `--scale=`. */
  address: string
  close(): Promise<void>
}

// The same ports at every start, where they are free: settings that were saved meanwhile still find the scale.
const usualPorts = { scale: 4001, page: 4002 }
const mostGrams = 30_000

/** A scale with an empty plate and its page, both on the loopback only. */
export async function startPracticeScale(): Promise<PracticeScale> {
  const scale = await onUsualOrAnyPort(usualPorts.scale, startFakeScale)
  const page = await onUsualOrAnyPort(usualPorts.page, port => servePage(scale, port))
  return {
    pageUrl: `http://127.0.0.1:${(page.address() as AddressInfo).port}/`,
    address: `${scale.host}:${scale.port}`,
    async close() {
      page.closeAllConnections()
      page.close()
      await scale.close()
    },
  }
}

async function onUsualOrAnyPort<T>(usual: number, start: (port: number) => Promise<T>): Promise<T> {
  return start(usual).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'EADDRINUSE' && fault.code !== 'EACCES') throw fault
    return start(0)
  })
}

async function servePage(scale: FakeScale, port: number): Promise<Server> {
  let gramsOnPlate = 0
  const files: Record<string, [type: string, text: string]> = {
    '/': ['text/html; charset=utf-8', html],
    '/scale.css': ['text/css; charset=utf-8', css],
    '/scale.js': ['text/javascript; charset=utf-8', script],
  }
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, text: string): void => {
      response.writeHead(status, { 'content-type': type, 'content-security-policy': "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'", 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }).end(text)
    }
    const file = request.method === 'GET' ? files[request.url ?? ''] : undefined
    if (file) return answer(200, ...file)
    if (request.url !== '/plate') return answer(404, 'text/plain', 'There is nothing at this address.')
    if (request.method === 'POST') {
      const grams = gramsAsked(request)
      if (grams === undefined) return answer(400, 'text/plain', `Whole grams from 0 to ${mostGrams} are asked for.`)
      gramsOnPlate = grams
      scale.put(grams)
    }
    answer(200, 'application/json', JSON.stringify({ grams: gramsOnPlate, stations: scale.listeners() }))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** The header keeps other sites' pages out: a browser asks before it sends one across sites, and this server does not allow it. */
function gramsAsked(request: IncomingMessage): number | undefined {
  const text = request.headers['x-grams']
  if (typeof text !== 'string' || !/^\d{1,5}$/.test(text)) return undefined
  const grams = Number(text)
  return grams <= mostGrams ? grams : undefined
}

const html = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>练习秤 · Practice scale</title>
<link rel="stylesheet" href="/scale.css">
<h1>练习秤 <small>Practice scale</small></h1>
<output id="plate">0 g</output>
<form id="form">
  <label>重量（克） <small>Weight in grams, as the packing screen expects it</small><input id="grams" inputmode="numeric" pattern="[0-9]{1,5}" maxlength="5" value="500" required autofocus></label>
  <div class="row"><button class="main" type="submit">放上 <small>Put on</small></button><button id="remove" type="button">拿走 <small>Take off</small></button></div>
</form>
<div class="row">${[100, 250, 500, 1000, 2000, 5000].map(grams => `<button type="button" data-grams="${grams}">${grams} g</button>`).join('')}</div>
<p>每次称重后先拿走，再放下一个包裹。<br>Take each parcel off before the next one is put on.</p>
<p id="line" role="status"></p>
<script src="/scale.js"></script>
</html>
`

const css = `
body { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 1.25rem/1.5 system-ui, "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif; color: #10151c; background: #f3f5f7 }
small { font-size: 0.7em; color: #5b6673 }
output { display: block; margin: 1rem 0; padding: 1rem; border-radius: 0.5rem; background: #10151c; color: #7dffb0; font-size: 4rem; text-align: right }
label { display: block }
input { box-sizing: border-box; width: 100%; padding: 0.5rem; font-size: 2.5rem; text-align: right }
.row { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1rem 0 }
button { flex: 1 1 8rem; min-height: 4.5rem; border: 2px solid #8593a3; border-radius: 0.5rem; background: #fff; font: inherit }
button.main { border-color: #12603b; background: #12603b; color: #fff }
button.main small { color: #d5ecdf }
`

const script = `
const plate = document.querySelector('#plate')
const line = document.querySelector('#line')
const field = document.querySelector('#grams')
async function ask(grams) {
  try {
    const answer = await fetch('/plate', grams === undefined ? {} : { method: 'POST', headers: { 'x-grams': String(grams) } })
    const { grams: now, stations } = await answer.json()
    plate.textContent = now + ' g'
    line.textContent = stations > 0 ? '● 工位已连接 · The station listens' : '○ 没有工位连接 · No station listens'
  } catch {
    line.textContent = '○ 练习秤已关闭 · The practice scale has ended'
  }
}
document.querySelector('#form').addEventListener('submit', event => {
  event.preventDefault()
  ask(Number(field.value))
})
document.querySelector('#remove').addEventListener('click', () => ask(0))
for (const button of document.querySelectorAll('[data-grams]')) button.addEventListener('click', () => {
  field.value = button.dataset.grams
  ask(Number(button.dataset.grams))
})
setInterval(() => ask(), 1000)
ask()
`
