import { pipeline } from 'node:stream/promises'
import { Parser } from 'csv-parse'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beyondPlainRecords } from './plain-records.ts'

async function* piecesOf(text: string, chunk: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += chunk) yield text.slice(at, at + chunk)
}

/** What is cut as plain, and the text that is left to the parser. */
async function plain(text: string, chunk = Infinity, delimiter = ','): Promise<{ records: string[][]; rest: string }> {
  const records: string[][] = []
  let rest = ''
  for await (const piece of beyondPlainRecords(piecesOf(text, chunk), delimiter, (cells) => records.push(cells))) rest += piece
  return { records, rest }
}

/** What the parser of every licence makes of the whole text; null when it refuses it. */
async function parsed(text: string, delimiter = ','): Promise<string[][] | null> {
  const records: string[][] = []
  const parser = new Parser({ delimiter, record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, relax_quotes: true, rtrim: true, on_record: (record: string[]) => (records.push(record), null) })
  return pipeline(piecesOf(text, Infinity), parser).then(() => records, () => null)
}

describe('plain records', () => {
  it('[IM5] cuts rows with and without quotes and leaves nothing over', async () => {
    expect(await plain('a,b \r\n"c, ""d""\n",\n\n锅,"" ')).toEqual({ records: [['a', 'b'], ['c, "d"\n', ''], ['']], rest: '锅,"" ' })
    expect(await plain('a,b\rc,"d"')).toEqual({ records: [['a', 'b'], ['c', 'd']], rest: '' })
    expect(await plain('')).toEqual({ records: [], rest: '' })
  })

  it('[IM5] stops before the first record with a quote out of place, whole and in pieces', async () => {
    for (const odd of ['="1",x\n', '5" pan\n', '"a" ,b\n', '"a"b\n', '"open\nend', ' "a"\n']) {
      for (const chunk of [1, 3, Infinity]) expect(await plain(`h,"i"\n${odd}last,1\n`, chunk), odd).toEqual({ records: [['h', 'i']], rest: `${odd}last,1\n` })
    }
  })

  it('[IM5] leaves a record that is very long to the parser, and does not wait for its end', async () => {
    const long = `"${'x'.repeat(500_000)}"\n`
    expect((await plain(`a\n${long}b\n`)).rest).toHaveLength(long.length + 2)
    expect((await plain(`a\n${long}b\n`, 300_000)).records).toEqual([['a']])
  })

  it('[IM5] says of any text what the parser says of it', async () => {
    const bit = fc.constantFrom('a', '锅', ' ', '\u3000', '"', '""', ',', '\t', '\n', '\r\n', '\r', '"a"', '"b",', ',"c""d"')
    await fc.assert(
      fc.asyncProperty(fc.array(bit, { maxLength: 14 }), fc.integer({ min: 1, max: 5 }), fc.constantFrom(',', '\t'), async (bits, chunk, delimiter) => {
        const text = bits.join('')
        const whole = await parsed(text, delimiter)
        const { records, rest } = await plain(text, chunk, delimiter)
        const afterwards = await parsed(rest, delimiter)
        expect(afterwards === null ? null : [...records, ...afterwards]).toEqual(whole)
      }),
      { numRuns: 3_000 },
    )
  })
})
