// Runs anywhere. What a scanner that types as a US keyboard means by a key, from the key's place and Shift alone: the input method,
// Caps Lock and the computer's layout change `event.key` but not these.

const plainPunctuation: Record<string, [plain: string, shifted: string]> = {
  Minus: ['-', '_'], Equal: ['=', '+'], BracketLeft: ['[', '{'], BracketRight: [']', '}'], Backslash: ['\\', '|'], IntlBackslash: ['\\', '|'],
  Semicolon: [';', ':'], Quote: ["'", '"'], Backquote: ['`', '~'], Comma: [',', '<'], Period: ['.', '>'], Slash: ['/', '?'], Space: [' ', ' '],
}
const shiftedDigits = ')!@#$%^&*('
const numpadSigns: Record<string, string> = { NumpadAdd: '+', NumpadSubtract: '-', NumpadMultiply: '*', NumpadDivide: '/', NumpadDecimal: '.' }

/**
 * Whether a key was pressed with Shift. Remote desktops and on-screen keyboards press a capital without it: then the character they
 * name is that of this key with Shift, which no real keyboard says while Caps Lock is off. In every other case the name is not looked at.
 */
export function isShifted(press: { code: string; key: string; shiftKey: boolean; capsLock: boolean }): boolean {
  if (press.shiftKey || press.capsLock) return press.shiftKey
  return press.key === characterOfKey(press.code, true) && press.key !== characterOfKey(press.code, false)
}

export const GROUP_SEPARATOR = '\u001d'

/** The character of a key, or null for a key that types none. */
export function characterOfKey(code: string, shift: boolean): string | null {
  if (/^Key[A-Z]$/.test(code)) return shift ? code.charAt(3) : code.charAt(3).toLowerCase()
  if (/^Digit\d$/.test(code)) return shift ? shiftedDigits.charAt(Number(code.charAt(5))) : code.charAt(5)
  if (/^Numpad\d$/.test(code)) return code.charAt(6)
  const punctuation = plainPunctuation[code]
  if (punctuation) return punctuation[shift ? 1 : 0]
  return numpadSigns[code] ?? null
}

/** The control character that Ctrl with this key stands for: Ctrl+] is GS, Ctrl+M is CR. Null when there is none. */
export function controlCharacterOfKey(code: string): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter) return String.fromCharCode(letter.charCodeAt(0) - 64)
  switch (code) {
    case 'BracketLeft': return '\u001b'
    case 'Backslash': return '\u001c'
    case 'BracketRight': return GROUP_SEPARATOR
    default: return null
  }
}
