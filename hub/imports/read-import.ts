import { say } from '#shared/domain/orders/import-sentences.ts'
import { unreachable } from '#shared/kernel/assert.ts'
import { loadMapping, type CsvMapping } from './csv-mapping.ts'
import { readMappedCsv } from './csv-mapped.ts'
import type { ImportItem } from './import-target.ts'
import { readLayoutCsv } from './layout-csv.ts'
import { readPackwaveJson } from './packwave-json.ts'
import { readShopify } from './shopify.ts'
import { sourceFile, type SourceFile } from './source-file.ts'
import { readStockCsv } from './stock-csv.ts'
import { readTaobao } from './taobao.ts'

export const importFormats = ['shopify', 'taobao', 'csv', 'packwave-json', 'layout', 'stock'] as const
export type ImportFormat = (typeof importFormats)[number]

export type ImportRequest = {
  format: ImportFormat
  /** Paths, or paths with the name that messages give them (an upload's own name). */
  files: readonly (string | SourceFile)[]
  /** For `csv`: the mapping file, or a mapping that was checked before. */
  mapping?: string | SourceFile | CsvMapping
  /** The shop that order numbers belong to; without it the source's own word, or the format's name (IM10). */
  shop?: string
  /** IM13: takes orders that the source calls shipped as open, to work a past day again. For demonstrations, never for a live shop. */
  replayShipped?: boolean
}

const noSharedSkus: ReadonlySet<string> = new Set()

/**
 * Everything the files say, in file order, products before orders; refusals are items like the others, and nothing is stored.
 * Orders come out once all files were read to their ends. `knownSharedSkus` is what ImportTarget.sharedSkus told (IM18).
 */
export async function* readImport(request: ImportRequest, knownSharedSkus: ReadonlySet<string> = noSharedSkus): AsyncGenerator<ImportItem> {
  const files = request.files.map(sourceFile)
  const shop = request.shop ?? ''
  const replayShipped = request.replayShipped ?? false
  if (files.length === 0) {
    return yield { kind: 'refusal', refusal: { file: '', row: 1, column: '', value: '', ...say('no-file-named') }, order: null }
  }
  switch (request.format) {
    case 'shopify':
      return yield* readShopify(files, { shop: shop || 'shopify', replayShipped, knownSharedSkus })
    case 'taobao':
      return yield* readTaobao(files, { shop, replayShipped })
    case 'csv': {
      const { mapping } = request
      if (mapping === undefined) {
        return yield { kind: 'refusal', refusal: { file: files[0]?.name ?? '', row: 1, column: '', value: '', ...say('csv-without-mapping') }, order: null }
      }
      if (typeof mapping === 'object' && 'tables' in mapping) return yield* readMappedCsv(files, mapping, { shop })
      const loaded = await loadMapping(mapping)
      if (!loaded.ok) return yield { kind: 'refusal', refusal: loaded.refusal, order: null }
      return yield* readMappedCsv(files, loaded.mapping, { shop })
    }
    case 'packwave-json':
      return yield* readPackwaveJson(files)
    case 'layout':
      return yield* readLayoutCsv(files)
    case 'stock':
      return yield* readStockCsv(files)
    default:
      return unreachable(request.format)
  }
}
