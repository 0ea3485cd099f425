// PouchDB with a server of its own (express-pouchdb, both on LevelDB), in two processes: the peer of sync and of the first load. It is installed beside the repository's own packages,
// because nothing of the product needs it.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { projectDir, say } from '#scripts/support/project.ts'

const packages = ['pouchdb@9.0.0', 'express-pouchdb@4.2.0', 'express@4.21.2']
const home = path.join(projectDir, '.cache', 'pouchdb')

const server = `const PouchDB = require('pouchdb'); const express = require('express'); const pouch = require('express-pouchdb')
const app = express(); app.use('/db', pouch(PouchDB.defaults({ prefix: process.argv[2] }), { mode: 'minimumForPouchDB', inMemoryConfig: true }))
const listening = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: listening.address().port })))`
const client = `const PouchDB = require('pouchdb'); const [, , folder, url, count, chars, way] = process.argv
;(async () => {
  const local = new PouchDB(folder + '/local'); const remote = new PouchDB(url); const text = 'x'.repeat(Number(chars))
  const from = way === 'push' ? local : remote
  for (let at = 0; at < Number(count); at += 500) await from.bulkDocs(Array.from({ length: Math.min(500, Number(count) - at) }, (_, index) => ({ _id: 'fact-' + String(at + index).padStart(12, '0'), kind: 'ItemPicked', text })))
  const started = performance.now()
  const done = way === 'push' ? await local.replicate.to(remote, { batch_size: 500 }) : await local.replicate.from(remote, { batch_size: 500 })
  console.log(JSON.stringify({ ms: performance.now() - started, written: done.docs_written })); process.exit(0)
})()`

/** Milliseconds for `count` documents of about `chars` characters, or null where PouchDB cannot be installed. */
export async function pouchReplicates(folder: string, way: 'push' | 'pull', count: number, chars: number): Promise<number | null> {
  if (!install()) return null
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const serving = spawn(process.execPath, [path.join(home, 'server.cjs'), `${folder}/server-`], { stdio: ['ignore', 'pipe', 'ignore'], cwd: folder })
  try {
    const { port } = await firstJson<{ port: number }>(serving.stdout)
    const working = spawn(process.execPath, [path.join(home, 'client.cjs'), folder, `http://127.0.0.1:${port}/db/facts`, String(count), String(chars), way], { stdio: ['ignore', 'pipe', 'ignore'] })
    const { ms, written } = await firstJson<{ ms: number; written: number }>(working.stdout)
    if (written !== count) throw new Error(`PouchDB wrote ${written} of ${count} documents`)
    return ms
  } finally {
    serving.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

function install(): boolean {
  mkdirSync(home, { recursive: true })
  if (!existsSync(path.join(home, 'package.json'))) writeFileSync(path.join(home, 'package.json'), '{"private":true}')
  if (!existsSync(path.join(home, 'node_modules', 'express-pouchdb'))) {
    say('Installing PouchDB for the comparison (into .cache) …')
    const done = spawnSync('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: home, encoding: 'utf8', shell: process.platform === 'win32' })
    if (done.status !== 0) {
      say(`PouchDB could not be installed, so there is no comparison with it: ${(done.stderr ?? '').trim().split('\n').at(-1)}`)
      return false
    }
  }
  writeFileSync(path.join(home, 'server.cjs'), server)
  writeFileSync(path.join(home, 'client.cjs'), client)
  return true
}

async function firstJson<T>(stream: NodeJS.ReadableStream): Promise<T> {
  for await (const line of createInterface(stream)) if (line.startsWith('{')) return JSON.parse(line) as T
  throw new Error('PouchDB ended without an answer')
}
