import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { tempFile } from '#tests/support/import-files.ts'
import { dateReader, quantityOf, textCell, idCell, zonedInstantOf } from './cells.ts'
import { cutRecords, MAX_RECORD_CHARS, readTable, repeatedColumns, type Header } from './csv-table.ts'
import { inspectFile, sourceFile } from './source-file.ts'

const file = { path: '/nowhere', name: 'a.csv' }

/** Records of a text that comes in pieces of `chunk` characters, and what it was refused for. */
async function split(text: string, chunk = Infinity): Promise<{ records: string[][]; refusal: string | null; row?: number; value?: string }> {
  const records: string[][] = []
  async function* pieces(): AsyncGenerator<string> {
    const characters = chunk === Infinity ? [text] : Array.from(text)
    for (let at = 0; at < characters.length; at += chunk) yield characters.slice(at, at + chunk).join('')
  }
  const refusal = await cutRecords(file, ',', pieces(), (cells) => {
    records.push(cells)
    return null
  })
  return refusal ? { records, refusal: refusal.reason, row: refusal.row, value: refusal.value } : { records, refusal: null }
}

async function table(content: string | Buffer, encodings: ('utf-8' | 'gb18030')[] = ['utf-8']) {
  const rows: { cells: string[]; row: number }[] = []
  const refused: { row: number; reason: string }[] = []
  let header: Header | null = null
  const refusal = await readTable(sourceFile(tempFile('t.csv', content)), {
    delimiter: ',', encodings,
    onHeader(read) {
      header = read
      return null
    },
    onRow(cells, row) {
      rows.push({ cells, row })
    },
    onRefusedRow(rowRefusal) {
      refused.push({ row: rowRefusal.row, reason: rowRefusal.reason })
    },
  })
  return { rows, refused, refusal, header: header as Header | null }
}

describe('files', () => {
  it('[IM2] names what was found instead of text', async () => {
    const reasonOf = async (content: Buffer): Promise<string> => {
      const result = await inspectFile(sourceFile(tempFile('orders.csv', content)), ['utf-8'])
      return result.ok ? 'ok' : `${result.refusal.file}: ${result.refusal.reason}`
    }
    expect(await reasonOf(Buffer.from('504b030414000600', 'hex'))).toMatch(/^orders\.csv: Found an Excel workbook/)
    expect(await reasonOf(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toMatch(/old Excel workbook/)
    expect(await reasonOf(Buffer.from('%PDF-1.7'))).toMatch(/a PDF/)
    expect(await reasonOf(Buffer.from('\r\n <!DOCTYPE html><html>'))).toMatch(/HTML/)
    expect(await reasonOf(Buffer.from('\ufeff<table><tr>'))).toMatch(/HTML/)
    expect(await reasonOf(Buffer.from('\ufeffa,b', 'utf16le'))).toMatch(/UTF-16/)
    expect(await reasonOf(Buffer.alloc(0))).toMatch(/is empty/)
  })

  it('[IM2] refuses a missing file, a folder, and a file used as a folder', async () => {
    for (const [path, reason] of [['/nowhere/x.csv', /no such file/], ['/', /folder/]] as const) {
      const result = await inspectFile(sourceFile(path), ['utf-8'])
      expect(result).toMatchObject({ ok: false, refusal: { reason: expect.stringMatching(reason) } })
    }
    const inside = await inspectFile(sourceFile(`${tempFile('a.csv', 'a')}/b.csv`), ['utf-8'])
    expect(inside).toMatchObject({ ok: false, refusal: { reason: 'There is no such file.' } })
  })

  it('[IM3] reads UTF-8 with BOM and GBK, and names the line of what is neither', async () => {
    const text = '订单编号,标题\n1,雪平锅\n'
    expect((await table(`\ufeff${text}`)).rows[0]?.cells).toEqual(['1', '雪平锅'])
    expect((await table(`\ufeff${text}`)).header?.at('订单编号')).toBe(0)
    expect((await table(iconv.encode(text, 'gbk'), ['utf-8', 'gb18030'])).rows[0]?.cells).toEqual(['1', '雪平锅'])
    expect((await table(iconv.encode(text, 'gbk'))).refusal).toMatchObject({ row: 1, reason: expect.stringMatching(/not valid UTF-8/) })
    const broken = Buffer.concat([Buffer.from('a,b\n1,2\n3,'), Buffer.from([0xff, 0x41]), Buffer.from('\n')])
    expect((await table(broken)).refusal).toMatchObject({ file: 't.csv', row: 3 })
    expect((await table(broken, ['utf-8', 'gb18030'])).refusal?.reason).toMatch(/neither UTF-8 nor GBK/)
    expect((await table(Buffer.from('a,b\n1,2\n3,\u0000\n'))).refusal).toMatchObject({ row: 3, reason: expect.stringMatching(/NUL/) })
  })

  it('[IM3] a character that is cut by the end of the file refuses it', async () => {
    expect((await table(Buffer.from('a\n锅').subarray(0, -1))).refusal).not.toBeNull()
  })
})

describe('CSV', () => {
  it('[IM5] mixes line ends and keeps line breaks, delimiters and quotes inside quoted cells', async () => {
    const recordsOf = async (text: string): Promise<string[][]> => (await split(text)).records
    expect(await recordsOf('a,b\r\nc,d\ne,f\rg,h')).toEqual([['a', 'b'], ['c', 'd'], ['e', 'f'], ['g', 'h']])
    expect(await recordsOf('1,"x\ny, ""z""\r\n",3\n')).toEqual([['1', 'x\ny, "z"\r\n', '3']])
    expect(await recordsOf('="00123",5" pan,x\n')).toEqual([['="00123"', '5" pan', 'x']])
    expect(await recordsOf('"a" ,b\n')).toEqual([['a', 'b']])
    expect(await recordsOf('"""b""c",""\n""')).toEqual([['"b"c', ''], ['']])
  })

  it('[IM5] gives the same records however the text is cut into pieces', async () => {
    const cell = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('', '"', ',', '\n', '\r\n', '="1"', '锅', '😀'))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 7 }), fc.constantFrom('\n', '\r\n', '\r'), async (rows, chunk, lineEnd) => {
        const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join(lineEnd) + lineEnd
        expect((await split(text)).records).toEqual(rows)
        expect(await split(text, chunk)).toEqual({ records: rows, refusal: null })
      }),
    )
  })

  it('[IM5] refuses a quote that is never closed and text after a closing quote, and names row and beginning', async () => {
    for (const chunk of [1, 2, Infinity]) {
      expect(await split('h\n"1\n2"\na,"b\nc,d\n', chunk)).toEqual({ records: [['h'], ['1\n2']], refusal: expect.stringMatching(/never closed/), row: 3, value: 'a,"b\nc,d\n' })
      expect(await split('h\r\na,"b"c\r\n', chunk)).toMatchObject({ refusal: expect.stringMatching(/After the closing quote/), row: 2, value: expect.stringMatching(/^a,"b"/) })
      expect(await split('a,"b" c\n', chunk)).toMatchObject({ refusal: expect.stringMatching(/After the closing quote/), row: 1 })
    }
  })

  it('[IM5] refuses an endless record, by its characters and not by its bytes', async () => {
    const tooLong = { refusal: expect.stringMatching(/more than 1000000 characters/), row: 2, value: expect.stringMatching(/^a,"锅{97}$/) }
    expect(await split(`h\na,"${'锅'.repeat(MAX_RECORD_CHARS - 5)}"\n`)).toMatchObject({ records: [['h'], ['a', expect.stringMatching(/锅$/)]], refusal: null })
    expect(await split(`h\na,"${'锅'.repeat(MAX_RECORD_CHARS)}"\n`)).toMatchObject(tooLong)
    // A quote that is not closed is not read to the end of a large file.
    expect(await split(`h\na,"${'锅'.repeat(MAX_RECORD_CHARS + 1)}`)).toMatchObject(tooLong)
  })

  it('[IM5] a fault while a row is taken is thrown, not taken for a refusal', async () => {
    async function* pieces(): AsyncGenerator<string> {
      yield 'a\n'
    }
    await expect(cutRecords(file, ',', pieces(), () => { throw new RangeError('fault') })).rejects.toThrow(RangeError)
  })

  it('[IM5] drops empty surplus cells, refuses filled ones, and fills missing ones', async () => {
    const { rows, refused } = await table('a ,b\n1,2,\n1,2,3\n4\n\n5,6\n')
    expect(rows).toEqual([{ cells: ['1', '2', ''], row: 2 }, { cells: ['4'], row: 4 }, { cells: ['5', '6'], row: 6 }])
    expect(refused).toEqual([{ row: 3, reason: expect.stringMatching(/3 cells under 2 columns/) }])
  })

  it('[IM5] finds header cells by their trimmed name and knows which stand twice', async () => {
    const { header } = await table(' 收货地址 ,Name,name\n')
    expect(header?.at('收货地址')).toBe(0)
    expect(header && repeatedColumns(header, ['Name', '收货地址'])).toEqual(['Name'])
  })

  it('[IM5] a file of blank lines is refused', async () => {
    for (const text of ['\n\r\n \n', '\ufeff']) expect((await table(text)).refusal?.reason).toMatch(/blank lines/)
  })
})

describe('cells', () => {
  it('[IM6] takes off what spreadsheets and exports put around ids', () => {
    for (const raw of ['="0012"', "'0012", '\t0012', ' 0012\u00a0', '"0012"'.slice(1, -1)]) expect(idCell(raw)).toBe('0012')
    expect(textCell("'t Hooft")).toBe("'t Hooft")
    expect(textCell('=""')).toBe('')
  })

  it('[IM7] makes one line in NFC without control and direction marks, and keeps emoji and joiners whole', () => {
    expect(textCell('a\u0000b\u202ec\nd\te')).toBe('abc d e')
    expect(textCell('e\u0301')).toBe('\u00e9')
    expect(textCell('👨‍👩‍👧 𠮷')).toBe('👨‍👩‍👧 𠮷')
    expect(textCell('x\ud800y')).toBe('x\ufffdy')
  })

  it('[IM12] knows whole quantities from 1 to 9,999 and nothing else', () => {
    expect(['1', '9999', '2.0', '3,00'].map(quantityOf)).toEqual([1, 9_999, 2, 3])
    for (const text of ['0', '-1', '1.5', '1e9', '10000', '2147483648', 'NaN', '', '１', '+1', '1 ', '0x1']) expect(quantityOf(text), text).toBeNull()
  })

  it('[IM15] reads instants that name their zone, and declared formats, and nothing else', () => {
    expect(zonedInstantOf('2025-12-07 19:08:24 +0000')).toBe(Date.UTC(2025, 11, 7, 19, 8, 24))
    expect(zonedInstantOf('2023-12-31 22:36:05 -0500')).toBe(Date.UTC(2024, 0, 1, 3, 36, 5))
    for (const text of ['02/01/2024 13:41', '2024-01-02 13:41:00', '2024-02-30 00:00:00 Z', '1970-01-01 00:00:00 Z', '']) expect(zonedInstantOf(text), text).toBeNull()
    const dayFirst = dateReader('DD/MM/YYYY HH:mm', '+08:00')
    expect(dayFirst?.('02/01/2024 13:41')).toBe(Date.UTC(2024, 0, 2, 5, 41))
    expect(dayFirst?.('2024-01-02 13:41')).toBeNull()
    expect(dateReader('MM/DD/YY', 'Z')?.('03/01/19')).toBe(Date.UTC(2019, 2, 1))
    expect(dateReader('HH:mm', 'Z')).toBeNull()
    expect(dateReader('YYYY-MM-DD', 'Shanghai')).toBeNull()
  })
})
