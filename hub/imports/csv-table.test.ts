import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { tempFile } from '#tests/support/import-files.ts'
import { dateReader, quantityOf, textCell, idCell, zonedInstantOf } from './cells.ts'
import { MAX_RECORD_CHARS, readTable, RecordSplitter, repeatedColumns, type Header } from './csv-table.ts'
import { inspectFile, sourceFile } from './source-file.ts'

const file = { path: '/nowhere', name: 'a.csv' }

function split(text: string, chunk = text.length || 1): { records: string[][]; refusal: string | null } {
  const records: string[][] = []
  const splitter = new RecordSplitter(file, ',', (cells) => {
    records.push(cells)
    return null
  })
  for (let at = 0; at < text.length; at += chunk) {
    const refusal = splitter.push(text.slice(at, at + chunk))
    if (refusal) return { records, refusal: refusal.reason }
  }
  return { records, refusal: splitter.end()?.reason ?? null }
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
  it('[IM5] mixes line ends and keeps line breaks, delimiters and quotes inside quoted cells', () => {
    expect(split('a,b\r\nc,d\ne,f\rg,h').records).toEqual([['a', 'b'], ['c', 'd'], ['e', 'f'], ['g', 'h']])
    expect(split('1,"x\ny, ""z""\r\n",3\n').records).toEqual([['1', 'x\ny, "z"\r\n', '3']])
    expect(split('="00123",5" pan,x\n').records).toEqual([['="00123"', '5" pan', 'x']])
    expect(split('"a" ,b\n').records).toEqual([['a', 'b']])
  })

  it('[IM5] gives the same records however the text is cut into pieces', () => {
    const cell = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('', '"', ',', '\n', '\r\n', '="1"', '锅', '😀'))
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 7 }), fc.constantFrom('\n', '\r\n', '\r'), (rows, chunk, lineEnd) => {
        const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join(lineEnd) + lineEnd
        expect(split(text).records).toEqual(rows)
        expect(split(text, chunk)).toEqual({ records: rows, refusal: null })
      }),
    )
  })

  it('[IM5] refuses a quote that is never closed, text after a closing quote, and an endless record', () => {
    expect(split('a,"b\nc,d\n').refusal).toMatch(/never closed/)
    expect(split('a,"b"c\n').refusal).toMatch(/After the closing quote/)
    expect(split(`a,"${'x'.repeat(MAX_RECORD_CHARS)}`, 65_536).refusal).toMatch(/more than 1000000 characters/)
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
    expect((await table('\n\r\n \n')).refusal?.reason).toMatch(/blank lines/)
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
