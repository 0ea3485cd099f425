import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { wholeNumber } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import type { OpenParcel } from './open-parcel.ts'

/** The scale's figure now, huge, and what it should be. */
export function WeightFigure({ weight, scaleGrams }: { weight: OpenParcel['weight']; scaleGrams: number | null }) {
  const { t, i18n } = useTranslation()
  const shown = scaleGrams ?? weight.measuredGrams
  return (
    <div className="centre">
      <Icon name="scale" size={130} />
      <b className="huge-number" data-testid="scale-grams">{shown === null ? '—' : t('common.grams', { value: wholeNumber(shown, i18n.language) })}</b>
      <p className="big-words">{expectedWords(weight, i18n.language, t)}</p>
      {weight.canHideLightestItem && <p className="caution"><Icon name="warning" size={36} /> {t('check.hides')}</p>}
    </div>
  )
}

export function expectedWords(weight: OpenParcel['weight'], language: string, t: TFunction): string {
  if (weight.expectedGrams === null) return t('check.noExpected')
  return `${t('check.expected')} ${t('common.grams', { value: `${wholeNumber(weight.expectedGrams, language)} ± ${wholeNumber(weight.toleranceGrams ?? 0, language)}` })}`
}
