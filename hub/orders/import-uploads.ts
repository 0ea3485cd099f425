// Files that came over the wire rest in a closed folder only while they are read: they hold receivers.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { CsvMapping } from '../imports/csv-mapping.ts'
import { detectImport } from '../imports/detect-import.ts'
import type { ImportReport, ImportTarget } from '../imports/import-target.ts'
import type { ImportFormat } from '../imports/read-import.ts'
import { emptyReport, runImport } from '../imports/run-import.ts'
import type { SourceFile } from '../imports/source-file.ts'

type Uploads = {
  format: ImportFormat | 'auto'
  /** For `csv`: a mapping file's text. */
  mapping?: string
  files: { name: string; bytes: Buffer }[]
  folder: string
  mintId: () => string
}

/** Imports and forgets the files, also when the import fails. A file that cannot be what was said is a refusal in the report. */
export async function importUploads(uploads: Uploads, target: ImportTarget): Promise<ImportReport> {
  const folder = path.join(uploads.folder, uploads.mintId())
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const keep = async (name: string, bytes: Buffer | string, index: number): Promise<SourceFile> => {
      // The given name is only shown; on disk the file is called by us.
      const file = { path: path.join(folder, `${index}${/\.(?:csv|tsv|txt|json|ndjson)$/i.exec(name)?.[0].toLowerCase() ?? '.csv'}`), name: name.slice(0, 255) }
      await writeFile(file.path, bytes, { mode: 0o600 })
      return file
    }
    const files = await Promise.all(uploads.files.map((file, index) => keep(file.name, file.bytes, index)))
    if (uploads.format !== 'auto') {
      const mapping = uploads.mapping === undefined ? undefined : await keep('mapping.json', uploads.mapping, files.length)
      return await runImport({ format: uploads.format, files, mapping }, target)
    }
    const detected = await detectImport(files)
    if ('refused' in detected) {
      const report = emptyReport({ format: 'csv', files })
      return { ...report, format: 'auto', refusals: [{ row: 1, column: '', value: '', ...detected.why, file: detected.file ?? files[0]?.name ?? '' }], refusalCount: 1 }
    }
    const named = detected.files.map((file) => files.find((own) => own.path === file.path) ?? file)
    return await runImport({ format: detected.format, files: named, mapping: detected.mapping satisfies CsvMapping | undefined }, target)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
