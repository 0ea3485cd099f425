/** The bytes of a scan as letters, one a byte; UTF-8 where they are that. */
export function heardText(hex: string): string {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  const text = new TextDecoder('utf-8').decode(bytes)
  return text.includes('\uFFFD') ? String.fromCharCode(...bytes) : text
}

const named: Record<string, string> = { '\r': '<CR>', '\n': '<LF>', '\t': '<TAB>', '\u0002': '<STX>', '\u0003': '<ETX>', '\u001d': '<GS>' }

/** A text with its control characters named, so that they can be seen: <CR>, <GS>. */
export function visible(text: string): string {
  return Array.from(text, (letter) => (letter < ' ' ? (named[letter] ?? `<${letter.charCodeAt(0)}>`) : letter)).join('')
}
