import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { StationView } from '#shared/contract/station-view.ts'
import { stopsPrinting } from '#shared/domain/printing/status-maps.ts'
import { Icon } from '../../ui/Icon.tsx'
import { troubleWords } from '../../ui/trouble-words.ts'
import type { OpenParcel } from './open-parcel.ts'

type Printer = StationView['bar']['printers'][number]

/** What keeps this parcel's label from the hand, and what to do about it; undefined while nothing is known to. */
export function labelAdvice(parcel: OpenParcel, printers: readonly Printer[], t: TFunction): { what: string; next: string } | undefined {
  const { labelState } = parcel
  if (labelState === 'none' || labelState === 'confirmed') return undefined
  if (labelState === 'failed') return { what: withWords(t('labelState.failed'), parcel.labelTrouble, t), next: t('labelAdvice.failed') }
  const printer = printers.find((each) => each.name === parcel.printerName)
  const condition = printer?.conditions.find(stopsPrinting)
  if (condition !== undefined) return { what: `${t(`trouble.printer-${condition}`)} · ${parcel.printerName}`, next: t(`labelAdvice.${labelState}`) }
  if (labelState === 'sending' && printer?.state === 'busy' && printer.words !== '') return { what: `${parcel.printerName} · ${troubleWords(printer.words, t)}`, next: t('labelAdvice.slow') }
  if (labelState === 'unknown') return { what: withWords(t('labelState.unknown'), parcel.labelTrouble, t), next: t('labelAdvice.unknown') }
  if (labelState === 'queued' && printer?.state === 'trouble') return { what: withWords(`${t('trouble.printer-trouble')}：${parcel.printerName}`, printer.words, t), next: t('labelAdvice.queued') }
  return undefined
}

const withWords = (what: string, words: string, t: TFunction): string => (words === '' ? what : `${what} · ${troubleWords(words, t)}`)

/** The waybill that is waited for or scanned back; and large, where the packer looks, what to do while it does not come out. */
export function LabelFigure({ parcel, printers }: { parcel: OpenParcel; printers: readonly Printer[] }) {
  const { t } = useTranslation()
  const advice = labelAdvice(parcel, printers, t)
  const isOnItsWay = parcel.labelState === 'queued' || parcel.labelState === 'sending'
  return (
    <div className="centre">
      <Icon name={advice || isOnItsWay ? 'printer' : 'barcode'} size={advice ? 130 : 200} />
      <b className="waybill-number">{parcel.waybillNumber ?? ''}</b>
      {advice && <p className="caution" data-testid="label-advice"><Icon name="warning" size={36} /> {advice.what}</p>}
      {advice && <p className="big-words">{advice.next}</p>}
      {!advice && (isOnItsWay || parcel.labelState === 'none') && <p className="big-words">{t(`labelState.${parcel.labelState}`)}{parcel.printerName !== '' && ` · ${parcel.printerName}`}</p>}
    </div>
  )
}
