import type { ScreenOf } from '#shared/contract/station-view.ts'

export type OpenParcel = NonNullable<ScreenOf<'check'>['parcel']>

/** A packaging in the language of the screen; empty when none is proposed. */
export function packagingName(packaging: OpenParcel['packaging']['next'], language: string): string {
  return language === 'en' ? packaging?.nameEn || packaging?.name || '' : (packaging?.name ?? '')
}
