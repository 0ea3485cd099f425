// The carrier manifest on paper: a PDF in the station's paper folder, written whole or not at all.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assert } from '#shared/kernel/assert.ts'
import type { AppDeps } from '../app/app-deps.ts'
import { paperFields } from '../app/paper-content.ts'
import { drawManifest } from '../labels/label-thread.ts'
import { isLabelRefusal, type LabelRefusal } from '../labels/page-model.ts'

/** Printing the same manifest again overwrites its own file. Answers why, where it cannot be drawn: a name may have a letter that no font has. */
export async function writeManifestPaper(deps: Pick<AppDeps, 'store' | 'settings' | 'nowMs'>, manifestId: string, folder: string): Promise<LabelRefusal | undefined> {
  const manifest = deps.store.manifest(manifestId)
  const fields = paperFields(deps, { kind: 'carrier-manifest', ref: manifestId, code: '' })
  assert(manifest && fields, 'only a closed manifest is printed')
  const paper = await drawManifest(fields, deps.store.labelLayouts())
  if (isLabelRefusal(paper)) return paper
  await mkdir(folder, { recursive: true })
  const file = join(folder, `${manifest.manifestNumber}.pdf`)
  await writeFile(`${file}.part`, paper, { flush: true })
  await rename(`${file}.part`, file)
  return undefined
}
