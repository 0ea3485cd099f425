// USB HID POS scanners (usage page 0x8C): report 2 holds up to 56 bytes of a code, its AIM identifier, and whether more follows. Rules HI1 and HI2 of docs/specs/hid-pos.md.
// Format: USB-IF "HID Point of Sale Usage Tables" 1.02, chapter 3, in the two layouts of Honeywell and Zebra, and that of Newland without an identifier. Runs anywhere.

const DATA_REPORT = 2
const BRACKET = 0x5d
const moreFlagAt = 63
const mostDataBytes = 56

export type ScannerReport = { identifier: string; data: Uint8Array; more: boolean }

/** One report, its number first; undefined for reports of another kind and for half ones. */
export function readScannerReport(report: Uint8Array): ScannerReport | undefined {
  const [id, length = 0] = report
  if (id !== DATA_REPORT || length === 0 || length > mostDataBytes) return undefined
  const identifierAt = report[2] === BRACKET ? 2 : report[3] === BRACKET ? 3 : undefined
  const dataAt = identifierAt === undefined ? 2 : identifierAt + 3
  if (dataAt + length > report.length) return undefined
  return {
    identifier: identifierAt === undefined ? '' : String.fromCharCode(...report.subarray(identifierAt, identifierAt + 3)),
    data: report.slice(dataAt, dataAt + length),
    more: ((report[moreFlagAt] ?? 0) & 1) === 1,
  }
}

/** Longer is no code; the rest of it is dropped with its last report. */
const mostCodeBytes = 4_096

/** Puts reports together: gives the bytes of a code, identifier first, when its last report has come. */
export function createReportJoiner(): { take(report: Uint8Array): Uint8Array | undefined; reset(): void } {
  let identifier = ''
  let parts: number[] = []
  const reset = (): void => {
    identifier = ''
    parts = []
  }
  return {
    reset,
    take(report) {
      const read = readScannerReport(report)
      if (!read) return undefined
      if (parts.length === 0) identifier = read.identifier
      if (parts.length + read.data.length <= mostCodeBytes) parts.push(...read.data)
      if (read.more) return undefined
      const whole = Uint8Array.from([...Array.from(identifier, (letter) => letter.charCodeAt(0)), ...withoutEnd(parts)])
      reset()
      return whole
    },
  }
}

/** Some are set up to send an end here too. */
function withoutEnd(bytes: readonly number[]): readonly number[] {
  const last = bytes.findLastIndex((byte) => byte !== 0x0d && byte !== 0x0a)
  return bytes.slice(0, last + 1)
}
