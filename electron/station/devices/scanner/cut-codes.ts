// Codes out of the bytes of a scanner's line. Rules SS1..SS4 of docs/specs/scanner-input.md. Pure: bytes in, codes out.

/** CR, LF, TAB and ETX end a code; STX, where a scanner sends it, begins one. GS (0x1D) belongs to the code. */
const ENDS: ReadonlySet<number> = new Set([0x0d, 0x0a, 0x09, 0x03])
const STX = 0x02
/** Stands behind half a code, so that it is refused in front of whoever scanned it: no code holds this control character. */
export const CANCEL = '\u0018'
/** Longer is no code; it is handed on cut, so that it is refused in front of whoever scanned it. */
export const LONGEST_CODE = 4_096

/** `isTooLong`: what comes until the next end belongs to a code that was handed on cut, and is dropped. */
export type CutCodes = { codes: string[]; rest: Uint8Array; isTooLong: boolean }

/** The codes that are whole, and what waits for its end. */
export function cutCodes(bytes: Uint8Array, wasTooLong = false): CutCodes {
  const codes: string[] = []
  let isTooLong = wasTooLong
  let from = 0
  for (const [at, byte] of bytes.entries()) {
    if (!ENDS.has(byte)) continue
    const code = isTooLong ? '' : codeOf(bytes.subarray(from, at))
    isTooLong = false
    if (code !== '') codes.push(code)
    from = at + 1
  }
  const rest = isTooLong ? new Uint8Array(0) : bytes.slice(from)
  return rest.length > LONGEST_CODE ? { codes: [...codes, codeOf(rest)], rest: new Uint8Array(0), isTooLong: true } : { codes, rest, isTooLong }
}

/** UTF-8 where it is, as in QR codes with Chinese; otherwise each byte is a letter, so that nothing is dropped without a word. */
export function codeOf(bytes: Uint8Array): string {
  const body = bytes[0] === STX ? bytes.subarray(1) : bytes
  const text = new TextDecoder('utf-8').decode(body)
  return (text.includes('\uFFFD') ? Buffer.from(body).toString('latin1') : text).slice(0, LONGEST_CODE)
}
