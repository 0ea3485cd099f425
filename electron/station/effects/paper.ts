// Drawing labels and writing manifests. All of it is drawn by a thread of its own.
import { drawLabel, drawPaper, warmLabelThread } from '../labels/label-thread.ts'
import { writeManifestPaper } from './manifest-paper.ts'

export type Paper = {
  drawWaybill: typeof drawLabel
  drawPaper: typeof drawPaper
  writeManifest: typeof writeManifestPaper
  /** Loads what the first label needs. */
  warm(): Promise<void>
}

export const realPaper: Paper = { drawWaybill: drawLabel, drawPaper, writeManifest: writeManifestPaper, warm: warmLabelThread }
