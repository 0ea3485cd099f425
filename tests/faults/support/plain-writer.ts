// The control: the plainest program that keeps a promise with SQLite, as it comes (`default`) or as it is told (`NORMAL`, `FULL`).
// `plain-writer.ts FILE MODE` inserts and tells each number once its commit has returned, until it is killed.
import { writeSync } from 'node:fs'
import Database from 'better-sqlite3'

const [file = '', mode = 'default'] = process.argv.slice(2)
const db = new Database(file)
db.pragma('journal_mode = WAL')
if (mode !== 'default') db.pragma(`synchronous = ${mode}`)
db.exec('CREATE TABLE IF NOT EXISTS promise (number INTEGER PRIMARY KEY, filling TEXT NOT NULL) STRICT')
const insert = db.prepare<[number, string]>('INSERT INTO promise (number, filling) VALUES (?, ?)')
const filling = 'x'.repeat(300)
const first = db.prepare<[], number>('SELECT coalesce(max(number), 0) + 1 FROM promise').pluck().get() ?? 1
for (let number = first; ; number += 1) {
  insert.run(number, filling)
  writeSync(1, `ack ${number}\n`)
}
