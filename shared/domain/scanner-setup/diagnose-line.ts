// What is wrong with the set-up of a scanner on a line of its own, from the bytes of one scan of the test code. Rules SU1 to SU6 of docs/specs/scanner-setup.md. Pure.
import { compareText } from './compare-text.ts'
import { inOrder, type Diagnosis, type Found } from './findings.ts'

const STX = '\u0002'
/** CR, LF, TAB and ETX, as the driver of such scanners takes them (rule SS1). */
const ENDS: ReadonlySet<string> = new Set(['\r', '\n', '\t', '\u0003'])

/** `text` is one letter a byte, ends included. */
export function diagnoseLine(text: string): Diagnosis {
  const last = text.split('').findLastIndex((letter) => !ENDS.has(letter))
  const end = text.slice(last + 1)
  const body = text.slice(text.startsWith(STX) ? 1 : 0, last + 1)
  if (body === '') return { read: '', found: [{ finding: 'nothing-typed', value: '' }] }
  // The test code has seven bits; an eighth is the parity of a line that is opened with the wrong setting.
  if (/[\u0080-\uffff]/.test(body)) return { read: body, found: [{ finding: 'wrong-parity', value: '' }] }
  const found: Found[] = compareText(body)
  if (end === '') found.push({ finding: 'no-end', value: '' })
  else if (end === '\t') found.push({ finding: 'end-is-tab', value: '' })
  return { read: body, found: inOrder(found) }
}
