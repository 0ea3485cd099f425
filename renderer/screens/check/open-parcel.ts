import type { ScreenOf } from '#shared/contract/station-view.ts'

export type OpenParcel = NonNullable<ScreenOf<'check'>['parcel']>

/** The proposed packaging in the language of the screen; empty when none is proposed. */
export function packagingName(parcel: OpenParcel, language: string): string {
  return language === 'en' ? parcel.packaging.proposedNameEn || parcel.packaging.proposedName : parcel.packaging.proposedName
}
