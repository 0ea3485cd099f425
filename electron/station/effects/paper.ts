// Drawing labels and writing manifests: canvas, fonts and barcodes are loaded with the first one, so that a station that starts does not wait for them.
import type { drawWaybill } from '../labels/draw-waybill.ts'
import { writeManifestPaper } from './manifest-paper.ts'

export type Paper = {
  drawWaybill(...label: Parameters<typeof drawWaybill>): Promise<ReturnType<typeof drawWaybill>>
  writeManifest: typeof writeManifestPaper
  /** Loads what the first label needs. */
  warm(): Promise<void>
}

export const realPaper: Paper = {
  drawWaybill: async (...label) => (await import('../labels/draw-waybill.ts')).drawWaybill(...label),
  writeManifest: writeManifestPaper,
  warm: async () => (await import('../labels/draw-waybill.ts')).warmLabels(),
}
