// From a raw scan to what it may mean here. Rules CO1..CO13 of docs/specs/codes.md.
import { type Command, commandOfCode, looksLikeCommandCode } from '#shared/domain/codes/command-codes.ts'
import type { CodeMeaning } from '#shared/domain/codes/code-meaning.ts'
import { type NormalisedCode, normaliseCode, undoubledCode, unwrapped } from '#shared/domain/codes/normalise-code.ts'
import type { ScannedText } from '#shared/domain/codes/scanned-text.ts'
import type { RefusalReason } from '#shared/domain/outcomes/refusal-reasons.ts'
import type { Store } from '../store/store.ts'

export type ReadCode =
  | { kind: 'command'; command: Command }
  | { kind: 'code'; text: Omit<ScannedText, 'typed'>; meanings: CodeMeaning[]; badCheckDigit: boolean }
  | { kind: 'refused'; reason: Extract<RefusalReason, 'code-unreadable' | 'code-damaged' | 'code-unknown'> }

/** Looks the code up as it is and in its normal form. A code that came twice in one read (`ABAB`) counts once. */
export function readCode(store: Pick<Store, 'meaningsOf'>, raw: string): ReadCode {
  const normal = normaliseCode(raw)
  if (normal.kind === 'refused') return { kind: 'refused', reason: normal.reason === 'excel-damaged' || normal.reason === 'bad-value' ? 'code-damaged' : 'code-unreadable' }
  const value = raw.trim()
  const command = commandOfCode(normal.key) ?? commandOfCode(undoubledCode(normal.key) ?? '')
  if (command) return { kind: 'command', command }
  if (looksLikeCommandCode(normal.key)) return { kind: 'refused', reason: 'code-unknown' }
  // A carrier's number of 13 digits may be a GTIN by its last digit, and is looked up as it was printed.
  const meanings = meaningsOfAny(store, [normal.key, unwrapped(value).text, value, ...(normal.kind === 'gtin' && normal.alsoUpcE ? [normal.alsoUpcE] : [])])
  if (meanings.length > 0) return { kind: 'code', text: textOf(value, normal), meanings, badCheckDigit: false }
  const half = undoubledCode(value)
  if (half) {
    const halfNormal = normaliseCode(half)
    if (halfNormal.kind !== 'refused') {
      const once = meaningsOfAny(store, [halfNormal.key, unwrapped(half).text, half])
      if (once.length > 0) return { kind: 'code', text: textOf(half, halfNormal), meanings: once, badCheckDigit: false }
    }
  }
  return { kind: 'code', text: textOf(value, normal), meanings: [], badCheckDigit: normal.kind === 'internal' && normal.badCheckDigit }
}

function textOf(value: string, normal: NormalisedCode): Omit<ScannedText, 'typed'> {
  const elements = normal.kind === 'gtin' ? normal.elements : null
  return { value: unwrapped(value).text, serial: elements?.serial ?? null, lot: elements?.lot ?? null }
}

function meaningsOfAny(store: Pick<Store, 'meaningsOf'>, codes: string[]): CodeMeaning[] {
  const found = new Map<string, CodeMeaning>()
  for (const code of new Set(codes)) for (const meaning of store.meaningsOf(code)) found.set(JSON.stringify(meaning), meaning)
  return [...found.values()]
}
