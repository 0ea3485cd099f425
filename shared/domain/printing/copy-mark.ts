// The mark that tells a label from the copies before it. Runs anywhere. Rules FO4 and FO5 of docs/specs/printing.md.
// A waybill number is the same on every copy. Where two printers may each bring out a copy, the newer one carries this as its second barcode.

const PREFIX = 'PWC'
/** Short, so that it has room where the second barcode stands; the box tells which waybill is meant, the tail that it is this one. */
const TAIL = 6

/** Of copies 2 to 35. A later one carries none: a supervisor looks at it. */
export function copyMark(waybillNumber: string, copy: number): string | undefined {
  return copy >= 2 && copy <= 35 ? `${PREFIX}${copy.toString(36).toUpperCase()}${waybillNumber.slice(-TAIL).toUpperCase()}` : undefined
}

/** The mark of any label. Letter case does not count. */
export function looksLikeCopyMark(code: string): boolean {
  return /^PWC[2-9A-Z][\x21-\x7e]{1,6}$/i.test(code)
}

/** Which copy of this waybill carries the mark; undefined when it is another waybill's. */
export function copyOfMark(code: string, waybillNumber: string): number | undefined {
  const copy = Number.parseInt(code.charAt(PREFIX.length), 36)
  return copyMark(waybillNumber, copy) === code.toUpperCase() ? copy : undefined
}
