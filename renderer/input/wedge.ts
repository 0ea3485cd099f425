// Runs anywhere: no DOM, no clock. Turns a row of key presses into scans and typed keys. Rules SI1..SI14 of docs/specs/scanner-input.md.
import { commandOfCode } from '#shared/domain/codes/command-codes.ts'
import { isGtin } from '#shared/domain/codes/gtin.ts'
import { undoubledCode } from '#shared/domain/codes/normalise-code.ts'
import { characterOfKey, controlCharacterOfKey, GROUP_SEPARATOR } from './key-codes.ts'

/** One key press as the browser reports it. `code` is the key's place, `atMs` the time of the press, `heardAtMs` that of its handling where it is known: on a busy computer much later. */
export type KeyPress = { code: string; shift: boolean; ctrl: boolean; alt?: boolean; repeat?: boolean; atMs: number; heardAtMs?: number }

export type WedgeOutput =
  | { kind: 'scan'; code: string; readAtMs: number; maxGapMs: number }
  /** A person's key: a character, or Enter. Never part of a scan. */
  | { kind: 'typed'; character: string; atMs: number }

/** Whether the page and the browser may still react to the key. */
export type KeyFate = 'swallow' | 'pass'

export type WedgeMode =
  /** No text field has the focus: every typing key is ours. */
  | 'free'
  /** A PIN is being typed: digits at a person's pace are keys, not a scan. */
  | 'pin'
  /** A text field has the focus: typing goes to it; only a scan is taken out. */
  | 'field'

export type WedgeSettings = {
  /** Keys that stand for the GS separator, as some scanners are set up. */
  groupSeparatorKeys: readonly string[]
  /** The learnt limit of gaps inside one scan; undefined until a scanner is known. */
  gapLimitMs: number | undefined
}

export const SHORTEST_LIMIT_MS = 35
export const LONGEST_LIMIT_MS = 250
/** Fits a scanner of 80 ms a character with peaks of 100 ms and a busy computer, before anything is learnt. */
export const FIRST_LIMIT_MS = 150
const MIN_CHARACTERS = 3
/** Longer is no code, and a station takes no longer one: the rest of the burst is swallowed, and what is handed on is refused as unreadable. */
const MOST_CHARACTERS = 4_096
/** Without a suffix a burst must be longer to be a scan: three keys rolled by a hand are none. */
const MIN_CHARACTERS_WITHOUT_SUFFIX = 4
/** After a scan its second suffix character (CR then LF) and no new key of a person. */
const SUFFIX_TAIL_MS = 60
const PIN_MAX_DIGITS = 8
const PIN_PACE_MS = 40
/** In a text field from this many quick keys on, the rest of the scan no longer reaches the field. */
const FIELD_QUICK_CHARACTERS = 4
const LEARN_FROM_SCANS = 3

export type Wedge = {
  press(key: KeyPress, mode: WedgeMode): { fate: KeyFate; outputs: WedgeOutput[] }
  /** When `flush` must be called if no key comes before; null while nothing is waiting. */
  deadlineMs(): number | null
  /** Ends a burst without a suffix once its deadline has passed. */
  flush(nowMs: number, mode: WedgeMode): WedgeOutput[]
  /** True while keys of an unfinished burst are held. */
  isBusy(): boolean
  gapLimitMs(): number
}

export function createWedge(settings: WedgeSettings): Wedge {
  let characters: { character: string; atMs: number }[] = []
  let maxGapMs = 0
  let lastPressAtMs = Number.NEGATIVE_INFINITY
  let lastHeardAtMs = Number.NEGATIVE_INFINITY
  let scanEndedAtMs = Number.NEGATIVE_INFINITY
  let limitMs = settings.gapLimitMs ?? FIRST_LIMIT_MS
  let suffixSeen = false
  let recentMaxGaps: number[] = []

  // SI9: the limit follows the slowest of the last three scans that ended with a suffix, so that two unlike scanners share a bench.
  const learn = (gapMs: number): void => {
    recentMaxGaps = [...recentMaxGaps, gapMs].slice(-LEARN_FROM_SCANS)
    if (recentMaxGaps.length < LEARN_FROM_SCANS) return
    limitMs = Math.max(limitMs, clampLimit(2.5 * Math.max(...recentMaxGaps)))
  }

  const isPinTyping = (mode: WedgeMode, tookMs: number): boolean =>
    mode === 'pin' && characters.length <= PIN_MAX_DIGITS && characters.every((each) => /\d/.test(each.character)) && tookMs >= PIN_PACE_MS * (characters.length - 1)

  /** Ends the burst: one scan, or the keys of a person (SI6, SI10). */
  const end = (bySuffix: boolean, atMs: number, mode: WedgeMode): WedgeOutput[] => {
    const burst = characters
    const first = burst[0]
    const last = burst.at(-1)
    if (!first || !last) return []
    const gapMs = maxGapMs
    const isScan = burst.length >= (bySuffix ? MIN_CHARACTERS : MIN_CHARACTERS_WITHOUT_SUFFIX) && gapMs <= limitMs && !isPinTyping(mode, last.atMs - first.atMs)
    characters = []
    maxGapMs = 0
    if (!isScan) return burst.map((each) => ({ kind: 'typed', character: each.character, atMs: each.atMs }))
    if (bySuffix) {
      suffixSeen = true
      scanEndedAtMs = atMs
      learn(gapMs)
    }
    const read = burst.map((each) => each.character).join('')
    return [{ kind: 'scan', code: certainHalf(read) ?? read, readAtMs: last.atMs, maxGapMs: gapMs }]
  }

  return {
    press(key, mode) {
      // SI5: a key that is held down repeats; a scanner never does.
      if (key.repeat) return { fate: characters.length > 0 || mode !== 'field' ? 'swallow' : 'pass', outputs: [] }
      const outputs: WedgeOutput[] = []
      // SI7: a gap above the limit ends the burst before this key.
      if (characters.length > 0 && key.atMs - lastPressAtMs > limitMs) outputs.push(...end(false, lastPressAtMs, mode))
      const inBurst = characters.length > 0
      const control = key.ctrl ? controlCharacterOfKey(key.code) : null
      const isSuffix =
        key.code === 'Enter' || key.code === 'NumpadEnter' || (key.code === 'Tab' && !key.shift) || control === '\r' || control === '\n' || control === '\t' ||
        (key.code === 'CapsLock' && characters.length >= MIN_CHARACTERS) // Old scanners end with Caps Lock when it was on.
      if (isSuffix) {
        lastPressAtMs = key.atMs
        if (inBurst) {
          const ended = end(true, key.atMs, mode)
          outputs.push(...ended)
          const wasScan = ended[0]?.kind === 'scan'
          if (!wasScan && key.code.endsWith('Enter')) outputs.push({ kind: 'typed', character: '\n', atMs: key.atMs })
          return { fate: wasScan || mode !== 'field' ? 'swallow' : 'pass', outputs }
        }
        // SI4: the second half of CR LF, or a suffix sent twice.
        if (key.atMs - scanEndedAtMs <= SUFFIX_TAIL_MS) {
          scanEndedAtMs = key.atMs
          return { fate: 'swallow', outputs }
        }
        if (!key.code.endsWith('Enter') || mode === 'field') return { fate: control !== null && mode !== 'field' ? 'swallow' : 'pass', outputs }
        outputs.push({ kind: 'typed', character: '\n', atMs: key.atMs })
        return { fate: 'swallow', outputs }
      }
      const character =
        settings.groupSeparatorKeys.includes(key.code) || control === GROUP_SEPARATOR ? GROUP_SEPARATOR
        : key.ctrl || key.alt ? null
        : characterOfKey(key.code, key.shift)
      if (character === null) {
        // SI8: nothing the browser knows (Ctrl+R, F12, arrows) may happen while a scan is running; Shift and the like neither.
        return { fate: inBurst || (key.atMs - scanEndedAtMs <= SUFFIX_TAIL_MS) ? 'swallow' : 'pass', outputs }
      }
      if (characters.length > 0) maxGapMs = Math.max(maxGapMs, key.atMs - lastPressAtMs)
      if (characters.length < MOST_CHARACTERS) characters.push({ character, atMs: key.atMs })
      lastPressAtMs = key.atMs
      lastHeardAtMs = Math.max(key.atMs, key.heardAtMs ?? key.atMs)
      const quick = characters.length >= FIELD_QUICK_CHARACTERS && maxGapMs <= SHORTEST_LIMIT_MS
      return { fate: mode !== 'field' || quick || character === GROUP_SEPARATOR ? 'swallow' : 'pass', outputs }
    },
    deadlineMs: () => (characters.length === 0 ? null : lastHeardAtMs + waitMs()),
    flush(nowMs, mode) {
      return characters.length > 0 && nowMs >= lastHeardAtMs + waitMs() ? end(false, nowMs, mode) : []
    },
    isBusy: () => characters.length > 0,
    gapLimitMs: () => limitMs,
  }

  function waitMs(): number {
    // A single key is a person's in most cases and need not wait longer than the limit; a burst of a scanner with a suffix may
    // have been held up by the computer, so it is given the longest gap there is.
    return suffixSeen && characters.length > 1 ? LONGEST_LIMIT_MS : limitMs + 1
  }
}

/** SI9: two and a half times the largest gap seen, within 35–250 ms. */
function clampLimit(gapMs: number): number {
  return Math.min(LONGEST_LIMIT_MS, Math.max(SHORTEST_LIMIT_MS, Math.round(gapMs)))
}

/** SI9, calibration: the limit after the same test code was read a few times. */
export function calibratedLimitMs(maxGapsMs: readonly number[]): number {
  return clampLimit(2.5 * Math.max(0, ...maxGapsMs))
}

/**
 * SI11: half of a code that arrived twice in one burst, where no other reading is possible: a whole GTIN of 12 to 14 digits twice,
 * or a command twice. Any other doubled text goes on as it is; the station knows whether its half is a known code and the whole is not.
 */
function certainHalf(code: string): string | null {
  const half = undoubledCode(code)
  if (half === null) return null
  if (commandOfCode(half) !== undefined) return half
  return /^\d{12,14}$/.test(half) && isGtin(half) ? half : null
}
