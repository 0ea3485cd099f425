// The carrier manifest on paper: a PDF in the station's paper folder, written whole or not at all.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assert } from '#shared/kernel/assert.ts'
import type { AppDeps } from '../app/app-deps.ts'
import { timeText } from '../app/paper-content.ts'
import { isLabelRefusal } from '../labels/page-model.ts'

/** Printing the same manifest again overwrites its own file. */
export async function writeManifestPaper(deps: Pick<AppDeps, 'store' | 'settings'>, manifestId: string, folder: string): Promise<void> {
  const manifest = deps.store.manifest(manifestId)
  assert(manifest?.closedAtMs, 'only a closed manifest is printed')
  const { drawManifestPdf } = await import('../labels/draw-manifest.ts')
  const said = {
    number: manifest.manifestNumber,
    carrierName: deps.store.carrier(manifest.carrierCode)?.name ?? manifest.carrierCode,
    closedAtText: timeText(manifest.closedAtMs),
    stationName: deps.settings().name,
    parcels: deps.store.manifestParcels(manifestId).map((parcel) => ({ waybillNumber: parcel.waybillNumber, weightGrams: parcel.grams })),
  }
  // A site's own layout may have too little room for this one; the shipped one has enough.
  const ownPaper = await drawManifestPdf(said, deps.store.labelLayouts())
  const paper = isLabelRefusal(ownPaper) ? await drawManifestPdf(said) : ownPaper
  assert(!isLabelRefusal(paper), 'a manifest of numbers and weights can always be drawn')
  await mkdir(folder, { recursive: true })
  const file = join(folder, `${manifest.manifestNumber}.pdf`)
  await writeFile(`${file}.part`, paper, { flush: true })
  await rename(`${file}.part`, file)
}
