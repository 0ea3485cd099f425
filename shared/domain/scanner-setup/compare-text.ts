// What a scanner made of the test code's text, whatever way it came. Rules SU2 to SU5 of docs/specs/scanner-setup.md. Pure.
import type { Found, ScannerFinding } from './findings.ts'
import { GS, testParts, testText } from './test-code.ts'

const letters = (change: (letter: string) => string) => (text: string): string => text.replaceAll(/[A-Za-z]/g, change)
const swapped = letters((letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()))

/** A scanner that is set up for another country presses other keys; read as on a US keyboard this comes of the test code's letters. */
function throughKeys(from: string, to: string): (text: string) => string {
  return (text) => Array.from(text, (letter) => to[from.indexOf(letter)] ?? letter).join('')
}
const german = throughKeys('yzYZ-', 'zyZY/')
const french = throughKeys('aqzwAQZWm-1234567890', 'qawzQAWZ;6!@#$%^&*()')

/** How the text may have been changed on its way, the least change first. */
const changes: readonly { finding: ScannerFinding | null; value: string; apply: (text: string) => string }[] = [
  { finding: null, value: '', apply: (text) => text },
  { finding: 'case-swapped', value: '', apply: swapped },
  { finding: 'all-capitals', value: '', apply: (text) => text.toUpperCase() },
  { finding: 'all-small', value: '', apply: (text) => text.toLowerCase() },
  { finding: 'other-layout', value: 'QWERTZ', apply: german },
  { finding: 'other-layout', value: 'AZERTY', apply: french },
]

/** A few letters before, between or after belong to the set-up; more is another code. */
const mostExtra = 8
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The findings of one text without its end. Empty means that it arrived as it is printed. */
export function compareText(whole: string): Found[] {
  const identifier = /^\][A-Za-z][0-9A-Za-z]/.exec(whole)?.[0] ?? ''
  const aim: Found = identifier === '' ? { finding: 'aim-off', value: '' } : { finding: 'aim-on', value: identifier }
  const body = whole.slice(identifier.length)
  const once = body.length % 2 === 0 && body.slice(0, body.length / 2) === body.slice(body.length / 2) ? body.slice(0, body.length / 2) : body
  const found = partsOf(once)
  if (found) return [...found, ...(once === body ? [] : [{ finding: 'read-twice' as const, value: '' }]), aim]
  const missing = lostLetters(once)
  if (missing !== undefined) return [{ finding: 'letters-lost', value: missing }, aim]
  return [{ finding: 'other-code', value: whole.slice(0, 60) }]
}

function partsOf(body: string): Found[] | undefined {
  for (const { finding, value, apply } of changes) {
    const extra = `[\\s\\S]{0,${mostExtra}}`
    const match = new RegExp(`^(${extra}?)${escaped(apply(testParts.first))}(${extra}?)${escaped(apply(testParts.second))}(${extra})$`).exec(body)
    if (!match) continue
    const [, before = '', between = '', after = ''] = match
    return [
      ...(finding === null ? [] : [{ finding, value }]),
      ...(between === GS ? [] : [between === '' ? { finding: 'gs-lost' as const, value: '' } : { finding: 'gs-replaced' as const, value: between }]),
      ...(before === '' ? [] : [{ finding: 'text-before' as const, value: before }]),
      ...(after === '' ? [] : [{ finding: 'text-after' as const, value: after }]),
    ]
  }
  return undefined
}

/** The letters that are missing, when all that arrived stands in the test code in this order and most of it is there. */
function lostLetters(body: string): string | undefined {
  let at = 0
  let missing = ''
  for (const letter of testText) {
    if (body[at] === letter) at += 1
    else missing += letter
  }
  return at === body.length && at * 2 > testText.length ? missing.replaceAll(GS, '') : undefined
}
