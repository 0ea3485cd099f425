// Which letters a font has. The canvas draws an empty box for a letter without a glyph and cannot be asked; so the font's own list is read.
import { assert } from '#shared/kernel/assert.ts'

/** The code points in an OpenType font's `cmap` (formats 4 and 12, of all its subtables). Throws where it lists none. */
export function coveredCodePoints(font: Buffer): ReadonlySet<number> {
  const cmap = tableOffset(font, 'cmap')
  assert(cmap !== undefined, 'the label font has a cmap table')
  const covered = new Set<number>()
  const subtables = font.readUInt16BE(cmap + 2)
  for (let index = 0; index < subtables; index += 1) {
    const subtable = cmap + font.readUInt32BE(cmap + 4 + index * 8 + 4)
    const format = font.readUInt16BE(subtable)
    if (format === 4) addSegments(font, subtable, covered)
    else if (format === 12) addGroups(font, subtable, covered)
  }
  assert(covered.size > 0, 'the label font lists its letters in a cmap of format 4 or 12')
  return covered
}

function tableOffset(font: Buffer, name: string): number | undefined {
  const tables = font.readUInt16BE(4)
  for (let table = 0; table < tables; table += 1) {
    const record = 12 + table * 16
    if (font.toString('latin1', record, record + 4) === name) return font.readUInt32BE(record + 8)
  }
  return undefined
}

// Format 12: groups of first code, last code, first glyph.
function addGroups(font: Buffer, subtable: number, covered: Set<number>): void {
  const groups = font.readUInt32BE(subtable + 12)
  for (let group = 0; group < groups; group += 1) {
    const at = subtable + 16 + group * 12
    for (let code = font.readUInt32BE(at); code <= font.readUInt32BE(at + 4); code += 1) covered.add(code)
  }
}

// Format 4: four arrays of one number a segment: last codes, first codes, what is added to a code, where its glyph stands instead. Glyph 0 is the empty box.
function addSegments(font: Buffer, subtable: number, covered: Set<number>): void {
  const bytes = font.readUInt16BE(subtable + 6)
  for (let segment = 0; segment < bytes; segment += 2) {
    const lastAt = subtable + 14 + segment
    const firstAt = lastAt + bytes + 2
    const first = font.readUInt16BE(firstAt)
    const added = font.readUInt16BE(firstAt + bytes)
    const elsewhereAt = firstAt + 2 * bytes
    const elsewhere = font.readUInt16BE(elsewhereAt)
    for (let code = first; code <= font.readUInt16BE(lastAt) && code < 0xffff; code += 1) {
      const glyph = elsewhere === 0 ? code + added : font.readUInt16BE(elsewhereAt + elsewhere + 2 * (code - first))
      if ((glyph & 0xffff) !== 0) covered.add(code)
    }
  }
}
