import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ScreenOf, StationView } from '#shared/contract/station-view.ts'
import { useStation } from '../../state/station-store.ts'
import { submitCommand } from '../../station-client/station-link.ts'
import { Button } from '../../ui/Button.tsx'
import { CommandButton } from '../../ui/CommandButton.tsx'
import { carrierWords, cutOffWords } from '../../ui/format.ts'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { ProductFace, useProductName } from '../../ui/ProductFace.tsx'
import { Instruction } from '../Instruction.tsx'
import { LabelFigure, labelAdvice } from './LabelFigure.tsx'
import { type OpenParcel, packagingName } from './open-parcel.ts'
import { ParcelSide } from './ParcelSide.tsx'
import { WeightFigure, weighWords } from './WeightFigure.tsx'

export function CheckScreen({ screen, armedQuantity, bar }: { screen: ScreenOf<'check'>; armedQuantity: number | null; bar: StationView['bar'] }) {
  const { t, i18n } = useTranslation()
  const { printers } = bar
  const nameOf = useProductName()
  const { parcel, step } = screen
  // CH14: whoever has just put a parcel aside has its goods in her hands.
  const hasSuspended = useStation(({ lastOutcome }) => lastOutcome?.outcome.kind === 'accepted' && lastOutcome.outcome.verdict === 'parcel-suspended')
  if (!parcel) {
    return (
      <>
        <Instruction>{hasSuspended ? t('check.suspended') : screen.singleItemWaiting > 0 ? t('check.openSingle') : t('check.open')}</Instruction>
        <main className="centre">
          <Icon name="barcode" size={220} />
          <p className="big-words">{t('check.openWords')}</p>
          {screen.singleItemWaiting > 0 && <p className="big-words"><b>{t('check.singleWaiting', { count: screen.singleItemWaiting })}</b></p>}
          <div className="command-row"><CommandButton command="finish" look="quiet" /></div>
        </main>
      </>
    )
  }
  const focus = parcel.lines.find((line) => line.lineNumber === parcel.focusLineNumber) ?? null
  const askedProduct = parcel.uniqueCodeAsked?.product ?? focus?.product ?? null
  return (
    <>
      <Instruction aside={<>{carrierWords(parcel, i18n.language)} · {cutOffWords(parcel.cutOffAtMs, i18n.language, t)}</>}>
        {isLabelStep(step) && labelAdvice(parcel, printers, t) ? t('check.labelAway') : sentenceOf(screen, parcel, bar.scale, askedProduct && nameOf(askedProduct), i18n.language, t)}
      </Instruction>
      <main className="check">
        <section className="check-now panel now">
          {(step === 'item' || step === 'unique-code') && askedProduct ? (
            <>
              <ProductFace product={askedProduct} />
              <div className="check-count">
                {step === 'unique-code' && parcel.uniqueCodeAsked ? (
                  <b className="unique-code-asked">{t(`uniqueCode.${parcel.uniqueCodeAsked.codeKind}`)}</b>
                ) : focus ? (
                  <>
                    <span className="panel-title">{t('check.remaining')}</span>
                    <b className="huge-number" data-testid="missing">{focus.askedQty - focus.checkedQty}</b>
                    <span className="of-words">{t('check.done')} {t('common.of', { done: focus.checkedQty, all: focus.askedQty })}</span>
                  </>
                ) : null}
                {armedQuantity !== null && <b className="armed">{t('pick.armed', { count: armedQuantity })}</b>}
              </div>
            </>
          ) : step === 'weigh' ? (
            <WeightFigure weight={parcel.weight} scale={bar.scale} trouble={bar.troubles.find((each) => each.code === 'scale-trouble')?.reason} />
          ) : isLabelStep(step) ? (
            <LabelFigure parcel={parcel} printers={printers} />
          ) : (
            <StepFigure step={step} parcel={parcel} />
          )}
        </section>
        <ParcelSide parcel={parcel} step={step} />
        <div className="command-row"><StepCommands step={step} parcel={parcel} printerCount={printers.length} /><TakeBackPackaging parcel={parcel} /></div>
      </main>
    </>
  )
}

const isLabelStep = (step: ScreenOf<'check'>['step']): boolean => step === 'label' || step === 'scan-back'

/** What to do now, in one sentence. */
function sentenceOf(screen: ScreenOf<'check'>, parcel: OpenParcel, scale: StationView['bar']['scale'], productName: string | null, language: string, t: TFunction): string {
  switch (screen.step) {
    case 'item':
      return productName === null ? t('check.itemAny') : t('check.item', { name: productName })
    case 'unique-code':
      return t('check.unique-code', { kind: parcel.uniqueCodeAsked ? t(`uniqueCode.${parcel.uniqueCodeAsked.codeKind}`) : '' })
    case 'enclosure':
      return t('check.enclosure', { name: parcel.enclosures.filter((each) => !each.done).map((each) => t(`enclosure.${each.enclosure}`)).join(' · ') })
    case 'packaging': {
      const next = packagingName(parcel.packaging.next, language)
      return next === '' ? t('check.packagingAny') : t('check.packaging', { name: next })
    }
    case 'weigh':
      return t(`check.${weighWords(parcel.weight, scale)}`)
    default:
      if (screen.step === 'scan-back' && (parcel.labelState === 'queued' || parcel.labelState === 'sending')) return t('check.printing')
      return screen.step === 'scan-back' && parcel.copyMarked ? t('check.scanMark', { copy: parcel.copy }) : t(`check.${screen.step}`)
  }
}

const stepIcon: Record<string, IconName> = { enclosure: 'label', packaging: 'box', 'reprint-reason': 'printer' }

function StepFigure({ step, parcel }: { step: ScreenOf<'check'>['step']; parcel: OpenParcel }) {
  const { i18n } = useTranslation()
  return (
    <div className="centre">
      <Icon name={stepIcon[step] ?? 'box'} size={200} />
      {step === 'packaging' && <><b className="slot-code">{parcel.packaging.next?.code ?? ''}</b><p className="big-words">{packagingName(parcel.packaging.next, i18n.language)}</p></>}
      {step === 'reprint-reason' && <b className="waybill-number">{parcel.waybillNumber ?? ''}</b>}
    </div>
  )
}

/** CH16: does what the CANCEL card does now, in words for who does not know that. */
function TakeBackPackaging({ parcel: { packaging: { takeBackCode: code } } }: { parcel: OpenParcel }) {
  const { t } = useTranslation()
  if (code === null) return null
  return <Button look="quiet" onPress={() => submitCommand('cancel')}>{t('check.takeBackPackaging', { code })}</Button>
}

function StepCommands({ step, parcel, printerCount }: { printerCount: number; step: ScreenOf<'check'>['step']; parcel: OpenParcel }) {
  switch (step) {
    case 'reprint-reason':
      return <><CommandButton command="reason-jammed" look="main" /><CommandButton command="reason-unreadable" look="main" /><CommandButton command="reason-lost" look="main" /><CommandButton command="cancel" look="quiet" /></>
    case 'enclosure':
      return (
        <>
          {parcel.enclosures.filter((each) => !each.done).map((each) => <CommandButton key={each.enclosure} command={`enclosure-${each.enclosure}`} look="main" />)}
          <CommandButton command="suspend" look="quiet" />
        </>
      )
    case 'weigh':
      return <><CommandButton command="override" /><CommandButton command="suspend" look="quiet" /></>
    case 'label':
    case 'scan-back':
      // CH12, FO3: while it is on its way, neither is taken.
      return <>{parcel.labelState !== 'sending' && <><CommandButton command="reprint" />{printerCount > 1 && <CommandButton command="printer-next" />}</>}<CommandButton command="suspend" look="quiet" /></>
    default:
      return <><CommandButton command="short" /><CommandButton command="damaged" /><CommandButton command="suspend" look="quiet" /></>
  }
}
