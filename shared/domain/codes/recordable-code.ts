/** SC6: a scanned text as it may be kept and shown: whole where it is one word of at most 64 printable ASCII characters, otherwise empty. A QR code may hold a buyer's address. */
export function recordableCode(text: string): string {
  const word = text.trim()
  return /^[\x21-\x7e]{1,64}$/.test(word) ? word : ''
}
