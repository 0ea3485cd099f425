import { useTranslation } from 'react-i18next'
import type { StationView } from '#shared/contract/station-view.ts'
import { useStation } from '../state/station-store.ts'
import { troubleWords } from '../ui/trouble-words.ts'
import { isCancelListOld } from '../ui/cancel-list.ts'
import { age, clockTime, momentOf, wholeNumber } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { useNowMs } from '../ui/use-now.ts'
import { isOpenedAgain, monotonicMs } from '../system.ts'

/** SV15: so long the bar says that the page broke off. */
const openedAgainToldMs = 120_000

/** While it is so, no parcel of this bench gets its weight. */
const scaleTroubles: ReadonlySet<StationView['bar']['scale']['state']> = new Set(['no-signal', 'overload', 'under-zero'])

/** What the station is and how it is doing, always at the bottom; the age of every figure that can grow old. */
export function StationBar({ view }: { view: StationView }) {
  const { t, i18n } = useTranslation()
  const nowMs = useNowMs()
  const page = useStation((state) => state.page)
  // One scan on its way is no trouble, and the bar is not drawn anew for it.
  const pendingScans = useStation((state) => (state.pendingScans > 1 ? state.pendingScans : 0))
  const { bar, operator } = view
  const brokeOff = isOpenedAgain && monotonicMs() < openedAgainToldMs
  const isSupervisor = operator?.role === 'supervisor' || operator?.role === 'admin'
  const language = i18n.language
  const cancelListIsOld = isCancelListOld(bar.cancelListAtMs, nowMs)
  return (
    <footer className="station-bar">
      {(bar.troubles.length > 0 || pendingScans > 0 || brokeOff) && (
        <div className="troubles" role="status">
          {brokeOff && <span className="trouble" data-testid="opened-again"><Icon name="warning" size={22} /> {t('notice.openedAgain')}</span>}
          {pendingScans > 0 && <span className="trouble"><Icon name="clock" size={22} /> {t('notice.waitingScans', { count: pendingScans })}</span>}
          {bar.troubles.map((trouble) => (
            <span key={trouble.code + trouble.detail} className="trouble"><Icon name="warning" size={22} /> {[t(`trouble.${trouble.code}`), trouble.detail, trouble.reason === undefined ? '' : troubleWords(trouble.reason, t)].filter((part) => part !== '').join('：')}{trouble.sinceMs > 0 && ` · ${age(nowMs - trouble.sinceMs, t)}`}</span>
          ))}
        </div>
      )}
      <div className="bar-cells">
        <span className={`bar-cell bar-firm ${bar.hubConnected ? '' : 'bar-warning'}`}>
          <b>{bar.hubConnected ? '●' : '○'} {t(bar.hubConnected ? 'bar.hubUp' : 'bar.hubDown')}</b>
          <small>{t('bar.since', { time: momentOf(bar.hubSinceMs, language) })}</small>
        </span>
        <span className="bar-cell bar-firm">
          <b>{bar.unsentCount === 0 ? t('bar.allSent') : t('bar.unsent', { count: bar.unsentCount })}</b>
          {bar.oldestUnsentAtMs !== null && <small>{t('bar.oldest', { age: age(nowMs - bar.oldestUnsentAtMs, t) })}</small>}
        </span>
        <span className={`bar-cell bar-firm ${cancelListIsOld ? 'bar-warning' : ''}`}>{bar.cancelListAtMs === null ? <b>{t('bar.cancelListNever')}</b> : <><b>{t('bar.cancelListTitle')}</b><small>{t('age.ago', { age: age(nowMs - bar.cancelListAtMs, t) })}</small></>}</span>
        {bar.claimsEnding && <span className="bar-cell bar-firm bar-warning" data-testid="claims-ending"><b>{t('bar.claimsEnding', { count: bar.claimsEnding.count })}</b><small>{t('bar.claimLeft', { age: age(bar.claimsEnding.firstLeftMs, t) })}</small></span>}
        <span className={`bar-cell ${scaleTroubles.has(bar.scale.state) ? 'bar-warning' : ''}`}><b>{bar.scale.grams === null ? t(`scaleState.${bar.scale.state}`) : t('common.grams', { value: wholeNumber(bar.scale.grams, language) })}</b>{bar.scale.grams !== null && <small>{t(`scaleState.${bar.scale.state}`)}</small>}</span>
        {bar.printers.length === 0 && <span className="bar-cell bar-warning"><b>{t('bar.noPrinter')}</b></span>}
        {bar.printers.slice(0, 2).map((printer) => (
          <span key={printer.printerId} className={`bar-cell ${printer.state === 'trouble' || printer.words !== '' ? 'bar-warning' : ''}`}>
            <b><Icon name="printer" size={20} /> {printer.name}</b>
            <small>{printer.conditions.length > 0 ? printer.conditions.map((condition) => t(`printerCondition.${condition}`)).join('、') : printer.words !== '' ? troubleWords(printer.words, t) : t(`printerState.${printer.state}`)}{printer.waiting > 0 && ` · ${t('bar.printerWaiting', { count: printer.waiting })}`}</small>
          </span>
        ))}
        <span className="bar-cell bar-person"><b>{operator ? operator.name : t('bar.nobody')}</b><small>{operator ? `${t(`role.${operator.role}`)} · ${t('bar.closed', { count: view.closedParcels })}` : view.station.name}</small></span>
        {operator && !view.locked && (
          <span className="bar-buttons">
            <button type="button" className="bar-button" onClick={() => useStation.setState({ manualEntryOpen: true })}>{t('bar.manual')}</button>
            {isSupervisor && page === 'work' && <button type="button" className="bar-button" onClick={() => useStation.setState({ page: 'board' })}>{t('bar.board')}</button>}
            {isSupervisor && page === 'work' && <button type="button" className="bar-button" onClick={() => useStation.setState({ page: 'labels' })}>{t('bar.labels')}</button>}
            {isSupervisor && page === 'work' && <button type="button" className="bar-button" onClick={() => useStation.setState({ page: 'settings' })}>{t('bar.settings')}</button>}
            {page !== 'work' && <button type="button" className="bar-button" onClick={() => useStation.setState({ page: 'work' })}>{t('bar.work')}</button>}
          </span>
        )}
        <span className="bar-cell bar-clock"><b>{clockTime(nowMs, language)}</b><small>{view.station.name}</small></span>
      </div>
    </footer>
  )
}
