import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import { troubleWords } from '../../ui/trouble-words.ts'
import { wholeNumber } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import type { StationView } from '#shared/contract/station-view.ts'
import type { OpenParcel } from './open-parcel.ts'

type Scale = StationView['bar']['scale']

/** The scale's figure now, huge, what it should be, and what to do when the scale cannot weigh now. */
export function WeightFigure({ weight, scale, trouble }: { weight: OpenParcel['weight']; scale: Scale; /** Why nothing it sends can be a weight. */ trouble: TroubleReason | undefined }) {
  const { t, i18n } = useTranslation()
  const shown = scale.grams ?? weight.measuredGrams
  const canWeigh = scale.state === 'stable' || scale.state === 'moving'
  return (
    <div className="centre">
      {!isRefused(weight) && <Icon name="scale" size={canWeigh ? 130 : 90} />}
      <b className="huge-number" data-testid="scale-grams">{shown === null ? '—' : t('common.grams', { value: wholeNumber(shown, i18n.language) })}</b>
      <p className="big-words">{expectedWords(weight, i18n.language, t)}</p>
      {!canWeigh && <p className="caution" data-testid="scale-advice"><Icon name="warning" size={36} /> {trouble === undefined ? t(`scaleAdvice.${scale.state}`) : t(`scaleTroubleAdvice.${trouble}`, { defaultValue: troubleWords(trouble, t) })}</p>}
      {isRefused(weight) && <p className="caution">{t('check.countedRight')}</p>}
      {canWeigh && !isRefused(weight) && weight.canHideLightestItem && <p className="caution"><Icon name="warning" size={36} /> {t('check.hides')}</p>}
    </div>
  )
}

const isRefused = ({ verdict, approved }: OpenParcel['weight']): boolean => verdict !== null && verdict !== 'fits' && !approved

/** Which sentence says what to do on the scale: whether it can weigh at all, and what became of the weighing before. */
export function weighWords(weight: OpenParcel['weight'], { state }: Scale): 'weigh' | 'scaleAway' | `weigh-${Exclude<NonNullable<OpenParcel['weight']['verdict']>, 'fits'>}` {
  if (!canWeighWhenEmpty.has(state)) return 'scaleAway'
  return weight.verdict === null || weight.verdict === 'fits' || !isRefused(weight) ? 'weigh' : `weigh-${weight.verdict}`
}

/** States that the packer ends herself by taking the parcel off. */
const canWeighWhenEmpty: ReadonlySet<Scale['state']> = new Set(['stable', 'moving', 'must-return-to-zero'])

export function expectedWords(weight: OpenParcel['weight'], language: string, t: TFunction): string {
  if (weight.expectedGrams === null) return t('check.noExpected')
  return `${t('check.expected')} ${t('common.grams', { value: `${wholeNumber(weight.expectedGrams, language)} ± ${wholeNumber(weight.toleranceGrams ?? 0, language)}` })}`
}
