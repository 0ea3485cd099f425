// Scans of scanners on lines while they are tried out: shown byte by byte, and no work. Rules DV5 and DV6 of docs/specs/devices.md.
import type { HeardScan } from '#shared/contract/device-calls.ts'
import { LONGEST_CODE } from '../scanner/cut-codes.ts'

/** A page that is gone asks no more: from then on scans are work again. */
const askedForMs = 3_000
/** What follows within this time belongs to the same scan: its end, or a second half. A hand is slower. */
const sameScanMs = 300
const mostScans = 20

export type ScanEcho = {
  /** Somebody looks (again), or looks away. */
  ask(wanted: boolean): void
  isOn(): boolean
  heard(scannerId: string, bytes: Uint8Array): void
  scans(): HeardScan[]
}

export function createScanEcho(nowMs: () => number): ScanEcho {
  let askedUntilMs = Number.NEGATIVE_INFINITY
  let number = 0
  let scans: HeardScan[] = []
  const isOn = (): boolean => nowMs() < askedUntilMs
  return {
    isOn,
    ask(wanted) {
      if (!wanted || !isOn()) scans = []
      askedUntilMs = wanted ? nowMs() + askedForMs : Number.NEGATIVE_INFINITY
    },
    heard(scannerId, bytes) {
      if (!isOn()) return
      const atMs = nowMs()
      const hex = Buffer.from(bytes).toString('hex')
      const open = scans.findLast((scan) => scan.scannerId === scannerId)
      if (open && atMs - open.atMs <= sameScanMs && open.hex.length + hex.length <= 2 * LONGEST_CODE) {
        scans = scans.map((scan) => (scan === open ? { ...scan, hex: scan.hex + hex, atMs } : scan))
        return
      }
      number += 1
      scans = [...scans, { number, scannerId, hex: hex.slice(0, 2 * LONGEST_CODE), atMs }].slice(-mostScans)
    },
    scans: () => scans,
  }
}
