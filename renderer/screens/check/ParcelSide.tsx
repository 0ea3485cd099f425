import { useTranslation } from 'react-i18next'
import type { CheckStep } from '#shared/contract/station-view.ts'
import { wholeNumber } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useProductName } from '../../ui/ProductFace.tsx'
import { ProductPicture } from '../../ui/ProductPicture.tsx'
import { type OpenParcel, packagingName } from './open-parcel.ts'
import { expectedWords } from './WeightFigure.tsx'
import { troubleWords } from '../../ui/trouble-words.ts'

/** `S S C` as `S × 2, C`. */
function counted(codes: readonly string[]): string {
  return [...new Set(codes)].map((code) => {
    const count = codes.filter((each) => each === code).length
    return count > 1 ? `${code} × ${count}` : code
  }).join(', ')
}

/** Until the box is chosen nobody knows what the parcel should weigh. */
const beforeWeighing: readonly CheckStep[] = ['open', 'item', 'unique-code', 'enclosure', 'packaging']

/** Everything about the open parcel that is not the next step: lines with ticks, enclosures, packaging, weight, waybill. */
export function ParcelSide({ parcel, step }: { parcel: OpenParcel; step: CheckStep }) {
  const { t, i18n } = useTranslation()
  const nameOf = useProductName()
  const { packaging, weight } = parcel
  const isStillAsked = step === 'packaging' || packaging.usedCodes.length === 0
  // What is missing first: a long order shows what is still to do without scrolling.
  const lines = [...parcel.lines].sort((a, b) => Number(a.checkedQty >= a.askedQty) - Number(b.checkedQty >= b.askedQty) || a.lineNumber - b.lineNumber)
  return (
    <aside className="parcel-side">
      <section className="panel side-lines">
        <div className="side-head">
          <b>{t('check.order', { number: parcel.orderNumber })}</b>
          <span>{parcel.slotCode !== null ? t('check.slot', { code: parcel.slotCode }) : parcel.toteCode !== null ? t('check.tote', { code: parcel.toteCode }) : ''}</span>
        </div>
        <ul className="line-list">
          {lines.map((line) => {
            const isDone = line.checkedQty >= line.askedQty
            return (
              <li key={line.lineNumber} className={line.lineNumber === parcel.focusLineNumber ? 'focus' : isDone ? 'finished' : ''}>
                <ProductPicture pictureId={line.product.pictureId} alt="" />
                <span className="line-name">{nameOf(line.product)} <small>{line.product.spec}</small></span>
                <b>{isDone ? '✓ ' : ''}{line.checkedQty}/{line.askedQty}</b>
              </li>
            )
          })}
        </ul>
      </section>
      {parcel.enclosures.length > 0 && (
        <section className={`panel side-row ${step === 'enclosure' ? 'now' : ''}`}>
          <span className="panel-title">{t('check.enclosures')}</span>
          <span className="ticks">{parcel.enclosures.map((each) => <b key={each.enclosure} className={each.done ? 'ticked' : 'unticked'}>{each.done ? '☑' : '☐'} {t(`enclosure.${each.enclosure}`)}</b>)}</span>
        </section>
      )}
      <section className={`panel side-row ${step === 'packaging' ? 'now' : ''}`}>
        <span className="panel-title">{t('check.packagingTitle')}</span>
        <span>
          {packaging.usedCodes.length > 0 && <b>✓ {t('check.used')} {counted(packaging.usedCodes)} </b>}
          {isStillAsked && <b>{t('check.proposed')} {packaging.proposed?.code ?? t('common.none')} {packagingName(packaging.proposed, i18n.language)}</b>}
          {isStillAsked && packaging.extras.length > 0 && <small> · {t('check.extras')} {counted(packaging.extras)}</small>}
        </span>
      </section>
      <section className={`panel side-row ${step === 'weigh' ? 'now' : ''} ${weight.verdict !== null && weight.verdict !== 'fits' && !weight.approved ? 'warning' : ''}`}>
        <span className="panel-title">{t('check.weight')}</span>
        <span>
          {beforeWeighing.includes(step) ? '—' : expectedWords(weight, i18n.language, t)}
          {weight.measuredGrams !== null && <> · <b>{t('check.measured')} {t('common.grams', { value: wholeNumber(weight.measuredGrams, i18n.language) })}</b></>}
          {weight.verdict !== null && <> · <b>{weight.verdict === 'fits' ? '✓' : '✕'} {t(`verdict.${weight.verdict}`)}</b></>}
          {weight.approved && <> · <b>{t('check.approved')}</b></>}
          {weight.canHideLightestItem && step !== 'weigh' && <small className="caution-line"><Icon name="warning" size={20} /> {t('check.hides')}</small>}
        </span>
      </section>
      <section className={`panel side-row ${step === 'label' || step === 'scan-back' ? 'now' : ''} ${parcel.labelState === 'failed' || parcel.labelState === 'unknown' ? 'warning' : ''}`}>
        <span className="panel-title">{t('check.waybill')}</span>
        <span><b>{parcel.waybillNumber ?? '—'}</b> · {t(`labelState.${parcel.labelState}`)}{parcel.copy > 1 && ` · ${t('check.copy', { count: parcel.copy })}`}{parcel.labelTrouble !== '' && ` · ${troubleWords(parcel.labelTrouble, t)}`}</span>
      </section>
    </aside>
  )
}
