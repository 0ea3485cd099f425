import type { TFunction } from 'i18next'
import { readReason } from '#shared/domain/outcomes/trouble-reasons.ts'

/** Why a device, a line or a label did not do its part, in the words of a bench; what only the system has words for is shown as it is. */
export function troubleWords(reason: string, t: TFunction): string {
  const read = readReason(reason)
  if ('said' in read) return read.said
  const words = t(`troubleReason.${read.code}`)
  return read.field === undefined ? words : `${words} · ${t(`labels.field.${read.field}`, { defaultValue: read.field })}`
}
