import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '#shared/contract/station-view.ts'
import { submitCommand } from '../station-client/station-link.ts'
import { Button } from '../ui/Button.tsx'
import { dayAndTime } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { refusalFeedback } from './feedback-table.ts'

/** FB9: refusals that only mean "this is not what is wanted now". */
const asksWhatIsWanted: ReadonlySet<string> = new Set(['wrong-kind', 'command-not-now', 'parcel-not-ready'])

/** Which of the values are shown, what it should be before what it was. */
const shownValues = [
  'need', 'kind', 'stationName', 'holderName', 'sinceAtMs', 'placeCode', 'slotCode', 'expected', 'scanned', 'personName', 'name', 'scannedName', 'asked', 'missing', 'picked', 'quantity', 'expectedGrams', 'toleranceGrams', 'measuredGrams', 'differenceGrams', 'grams',
  'waybillNumber', 'orderNumber', 'carrierCode', 'manifestCarrierCode', 'toteCode', 'listNumber', 'code', 'minutes', 'waitSeconds', 'attemptsLeft',
] as const

/** Of pieces, when they are numbers: what was scanned may also be a code. */
const pieceCounts: ReadonlySet<string> = new Set(['scanned', 'asked', 'missing', 'picked', 'quantity'])

/** FB9: copies the sentence painted under this panel; that of an open dialog stands after the screen's. */
function repeatWhatIsWanted(element: HTMLElement | null): void {
  if (element) element.textContent = [...document.querySelectorAll('.screen [data-wanted]')].at(-1)?.textContent ?? ''
}

/** Covers the screen until the refusal is acknowledged by the Confirm card, Enter, Space or a tap. */
export function RefusalPanel({ refusal, isOverWork }: { refusal: NonNullable<StationView['refusal']>; isOverWork: boolean }) {
  const { t, i18n } = useTranslation()
  const whatId = useId()
  const feedback = refusalFeedback(refusal.reason)
  const valueOf = (name: (typeof shownValues)[number]): string | number => {
    const value = refusal.values[name] ?? ''
    if (name === 'sinceAtMs') return dayAndTime(Number(value), i18n.language)
    if (pieceCounts.has(name) && typeof value === 'number') return t('common.pieces', { count: value })
    // Two values are words of the program and are shown in the operator's.
    return name === 'need' || name === 'kind' ? t(`${name}.${value}`, { defaultValue: value }) : value
  }
  const details = shownValues.filter((name) => refusal.values[name] !== undefined && refusal.values[name] !== '').slice(0, 4)
  return (
    <div className={`refusal refusal-${feedback.colour}`} role="alertdialog" aria-modal="true" aria-labelledby={whatId} data-testid="refusal" data-reason={refusal.reason} onClick={() => submitCommand('confirm')}>
      <div className="refusal-shape"><Icon name={feedback.colour === 'stop' ? 'hand' : 'cross'} size={feedback.colour === 'stop' ? 300 : 190} />{feedback.colour !== 'stop' && <Icon name={feedback.icon} size={96} />}</div>
      <div className="refusal-words">
        <span className="refusal-title">{t('refusalPanel.title')}</span>
        <h1 id={whatId} data-testid="refusal-what">{t(`${feedback.wordsKey}.what`)}</h1>
        <p className="refusal-next">{t(`${feedback.wordsKey}.next`)}</p>
        {isOverWork && asksWhatIsWanted.has(refusal.reason) && <p className="refusal-wanted" data-testid="refusal-wanted">{t('refusalPanel.wanted')} <b ref={(element) => repeatWhatIsWanted(element)} /></p>}
        {details.length > 0 && (
          <dl className="refusal-details">
            {details.map((name) => <div key={name}><dt>{t(`values.${name}`)}</dt><dd>{valueOf(name)}</dd></div>)}
          </dl>
        )}
        <Button look="main">{t('refusalPanel.confirm')}</Button>
        <span className="refusal-hint">{t('refusalPanel.hint')}</span>
      </div>
    </div>
  )
}
