// A printer for a desk without one, as bad as life. Every label that comes out is written as a PNG.
//   node scripts/fake-printer.ts [--port 9100] [--folder labels] [--language tspl|zpl|cpcl|escpos] [--model tspl-sunmi] [--manners paper-out-after] [--amount 3] [--status paper-low,head-open] [--seed 1]
// With `--manners any` every job meets other ones. While it runs, lines on its input change it: `manners forgets`, `manners resets-after 5000`, `status paper-out`, `status` (well again),
// `reload` (a new roll), `release` (what was late or held comes out now).
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { printerLanguages } from '#shared/contract/printer-settings.ts'
import { printerConditions, statusMapsOf } from '#shared/domain/printing/status-maps.ts'
import { seededRandom } from '#shared/kernel/random.ts'
import { rasterToPng } from '#station/labels/to-png.ts'
import { allManners, mannersOf, startFakePrinter, type PrinterManners } from '#tests/support/fake-printer.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9100' }, folder: { type: 'string', default: 'labels' }, language: { type: 'string', default: 'tspl' }, model: { type: 'string' },
    manners: { type: 'string', default: 'good' }, amount: { type: 'string', default: '20000' }, status: { type: 'string', default: '' }, seed: { type: 'string', default: '1' },
  },
})
const language = printerLanguages.find((each) => each === values.language)
if (!language) throw new Error(`--language is one of ${printerLanguages.join(', ')}, not ${values.language}`)
const model = values.model === undefined ? statusMapsOf(language)[0] : statusMapsOf(language).find((each) => each === values.model)
if (!model) throw new Error(`--model is one of ${statusMapsOf(language).join(', ')} for ${language}`)

const random = seededRandom(Number(values.seed))
const anyManners = (): PrinterManners => mannersOf(allManners[Math.floor(random() * allManners.length)] ?? 'good', 1 + Math.floor(random() * 100_000)) ?? { kind: 'good' }
function mannersNamed(name: string, amount: number): PrinterManners {
  const named = name === 'any' ? anyManners() : mannersOf(name, amount)
  if (!named) throw new Error(`manners are any, ${allManners.join(', ')}`)
  return named
}
const conditionsOf = (words: string): (typeof printerConditions)[number][] => printerConditions.filter((each) => words.split(',').includes(each))

mkdirSync(values.folder, { recursive: true })
const printer = await startFakePrinter(mannersNamed(values.manners, Number(values.amount)), Number(values.port), language, model)
printer.setConditions(conditionsOf(values.status))
console.log(`Fake ${language} printer (${model}) on ${printer.host}:${printer.port}, labels go to ${values.folder}. Ctrl-C ends it.`)
process.once('SIGINT', () => void printer.close().then(() => process.exit(0)))

const written = new Set<string>()
/** What has come out since the last look; a label may come out long after its job. */
function writeLabels(): void {
  for (const [job, { labels }] of printer.read().entries()) {
    for (const [at, label] of labels.entries()) {
      const name = `job-${String(job + 1).padStart(4, '0')}-${at + 1}.png`
      if (written.has(name)) continue
      written.add(name)
      writeFileSync(join(values.folder, name), rasterToPng(label))
      console.log(join(values.folder, name))
    }
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const [what, name = '', amount = values.amount] = line.trim().split(/\s+/)
  if (what === 'manners') printer.setManners(mannersNamed(name, Number(amount)))
  else if (what === 'status') printer.setConditions(conditionsOf(name))
  else if (what === 'reload') printer.reload()
  else if (what === 'release') printer.release()
  else console.log(`unknown: ${line}`)
  writeLabels()
})
for (;;) {
  await printer.jobEnded()
  writeLabels()
  if (values.manners === 'any') printer.setManners(anyManners())
}
