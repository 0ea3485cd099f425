// Drawing labels and writing manifests. Labels are drawn by a thread of their own; what draws manifests is loaded with the first one.
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
