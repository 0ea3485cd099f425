// What is wrong with the set-up of a scanner that types, from the keys of one scan of the test code. Rules SU1 to SU7 of docs/specs/scanner-setup.md. Pure.
import { compareText } from '#shared/domain/scanner-setup/compare-text.ts'
import { inOrder, type Diagnosis, type Found } from '#shared/domain/scanner-setup/findings.ts'
import { characterOfKey, controlCharacterOfKey, isShifted } from './key-codes.ts'
import { FIRST_LIMIT_MS, LONGEST_LIMIT_MS } from './wedge.ts'

/** One key as the browser reports it, whether or not it types a letter. `atMs` is the time of the press. */
export type KeyStroke = { code: string; key: string; shift: boolean; ctrl: boolean; alt: boolean; capsLock: boolean; atMs: number }

/** Above this gap the first limit, two and a half times it, is passed: it wants calibration. */
const slowGapMs = FIRST_LIMIT_MS / 2.5
const modifiers = new Set(['ShiftLeft', 'ShiftRight', 'ControlLeft', 'ControlRight', 'AltLeft', 'AltRight', 'MetaLeft', 'MetaRight', 'CapsLock', 'NumLock'])
const ends: Record<string, string> = { Enter: '\r', NumpadEnter: '\r', Tab: '\t' }

function letterOf(stroke: KeyStroke, groupSeparatorKeys: readonly string[]): string {
  const { code, ctrl, alt } = stroke
  if (groupSeparatorKeys.includes(code)) return '\u001d'
  if (ctrl) return controlCharacterOfKey(code) ?? ''
  if (alt) return ''
  return ends[code] ?? characterOfKey(code, isShifted({ code, key: stroke.key, shiftKey: stroke.shift, capsLock: stroke.capsLock })) ?? ''
}

/** The keys of one burst. `groupSeparatorKeys` as the wedge knows them. */
export function diagnoseKeys(strokes: readonly KeyStroke[], groupSeparatorKeys: readonly string[] = ['F8']): Diagnosis {
  const keys = strokes.filter((stroke) => !modifiers.has(stroke.code))
  const text = keys.map((stroke) => letterOf(stroke, groupSeparatorKeys)).join('')
  const end = /[\r\n\t]+$/.exec(text)?.[0] ?? ''
  const body = text.slice(0, text.length - end.length)
  // SU6: what stands in the way of the keys themselves comes before what they say.
  if (keys.filter((stroke) => stroke.alt && /^Numpad\d$/.test(stroke.code)).length >= 3) return { read: body, found: [{ finding: 'alt-numpad', value: '' }] }
  if (keys.filter((stroke) => stroke.code === '').length >= 3) return { read: body, found: [{ finding: 'input-method-hides-keys', value: '' }] }
  if (body === '') return { read: '', found: [{ finding: 'nothing-typed', value: '' }] }

  const found: Found[] = compareText(body)
  if (end === '') found.push({ finding: 'no-end', value: '' })
  else if (end === '\t') found.push({ finding: 'end-is-tab', value: '' })
  if (strokes.some((stroke) => stroke.key === 'Process')) found.push({ finding: 'input-method', value: '' })
  if (strokes.some((stroke) => stroke.capsLock)) found.push({ finding: 'caps-lock', value: '' })
  const gapMs = Math.round(Math.max(0, ...keys.slice(1).map((stroke, index) => stroke.atMs - (keys[index]?.atMs ?? stroke.atMs))))
  if (gapMs > LONGEST_LIMIT_MS) found.push({ finding: 'too-slow', value: String(gapMs) })
  else if (gapMs > slowGapMs) found.push({ finding: 'slow', value: String(gapMs) })
  return { read: body, found: inOrder(found) }
}
