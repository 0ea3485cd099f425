// A printer for a desk without one: node scripts/fake-printer.ts [--port 9100] [--folder labels] [--language escpos|tspl|cpcl]. Every label that comes in is written as a PNG.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startFakePrinter } from '#tests/support/fake-printer.ts'

const { values } = parseArgs({ options: { port: { type: 'string', default: '9100' }, folder: { type: 'string', default: 'labels' }, language: { type: 'string', default: 'tspl' } } })
const language = (['escpos', 'tspl', 'cpcl'] as const).find((each) => each === values.language)
if (!language) throw new Error(`--language is escpos, tspl or cpcl, not ${values.language}`)
mkdirSync(values.folder, { recursive: true })
const printer = await startFakePrinter({ kind: 'good' }, Number(values.port), language)
console.log(`Fake ${language} printer on ${printer.host}:${printer.port}, labels go to ${values.folder}. Ctrl-C ends it.`)
process.once('SIGINT', () => void printer.close().then(() => process.exit(0)))

let written = 0
for (;;) {
  await printer.jobEnded()
  for (const png of printer.labelsAsPng().slice(written)) {
    written += 1
    const file = join(values.folder, `label-${String(written).padStart(4, '0')}.png`)
    writeFileSync(file, png)
    console.log(file)
  }
}
