import { useTranslation } from 'react-i18next'
import type { BoardView } from '#shared/contract/board-api.ts'
import { isCancelListOld } from '../ui/cancel-list.ts'
import { ConfirmButton } from '../ui/ConfirmButton.tsx'
import { age, clockTime, dayAndTime, wholeNumber } from '../ui/format.ts'
import { clockWords, isClockOff } from './clock-words.ts'
import { troubleWords } from '../ui/trouble-words.ts'

type Station = BoardView['stations'][number]
const longMs = 12 * 3_600_000

/** How each station is doing: whether it is heard and since when, what waits there, how old its cancel list is, and whether its clock is right. */
export function StationsTable({ stations, nowMs, busy, onRemove }: { stations: Station[]; nowMs: number; busy: boolean; onRemove: (stationId: string) => void }) {
  const { t, i18n } = useTranslation()
  const when = (atMs: number): string => (Math.abs(nowMs - atMs) > longMs ? dayAndTime : clockTime)(atMs, i18n.language)
  if (stations.length === 0) return <p className="muted">{t('board.noStations')}</p>
  return (
    <table className="table" data-testid="stations">
      <thead><tr>
        <th>{t('board.station')}</th><th>{t('board.operator')}</th><th>{t('board.connection')}</th><th>{t('board.waitingThere')}</th><th>{t('board.cancelListThere')}</th><th>{t('board.clock')}</th>
        <th>{t('board.today')}</th><th>{t('board.printers')}</th><th />
      </tr></thead>
      <tbody>
        {stations.map((station) => (
          <tr key={station.stationId} className={station.connected ? '' : 'offline'} data-station={station.stationId}>
            <td><b>{station.name}</b></td>
            <td>{station.operatorName || '—'}{station.activity !== '' && <small className="sub">{t(`activity.${station.activity}`, { defaultValue: station.activity })}</small>}</td>
            <td>{station.connected ? '●' : '○'} {t(station.connected ? 'board.connected' : 'board.disconnected')}<small className="sub">{t('bar.since', { time: when(station.lineSinceMs) })}</small></td>
            <td>{station.unsentCount === null ? '—' : station.unsentCount === 0 ? t('bar.allSent') : <b className={station.connected ? '' : 'mark'}>{t('bar.unsent', { count: station.unsentCount })}</b>}
              {station.oldestWaitingMs !== null && station.unsentCount !== 0 && <small className="sub">{t('bar.oldest', { age: age(station.oldestWaitingMs + nowMs - station.lastHeardAtMs, t) })}</small>}</td>
            <td className={isCancelListOld(station.cancelListAtMs, nowMs) ? 'mark' : ''}>{station.cancelListAtMs === null ? '—' : t('age.ago', { age: age(nowMs - station.cancelListAtMs, t) })}</td>
            <td className={isClockOff(station.clockDifferenceMs) ? 'mark' : ''}>{clockWords(station.clockDifferenceMs, t)}</td>
            <td>{wholeNumber(station.parcelsToday, i18n.language)}<small className="sub">{t('board.perHour')} {station.parcelsThisHour}</small><small className="sub">{t('board.refusals')} {station.refusalsToday}</small></td>
            <td>{station.printers.length === 0 ? '—' : station.printers.map((printer) => <PrinterLine key={printer.name} printer={printer} />)}</td>
            <td><ConfirmButton disabled={busy} onPress={() => onRemove(station.stationId)}>{t('board.removeStation')}</ConfirmButton></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** One printer: its name and, in words, what it is short of; else what became of its last job. */
function PrinterLine({ printer }: { printer: Station['printers'][number] }) {
  const { t } = useTranslation()
  const said = printer.conditions.length > 0 ? printer.conditions.map((condition) => t(`printerCondition.${condition}`)).join('、') : troubleWords(printer.words, t)
  return (
    <small className={`sub ${printer.state === 'trouble' || printer.words !== '' ? 'mark' : ''}`}>
      {printer.name} {said === '' ? t(`printerState.${printer.state}`, { defaultValue: printer.state }) : said}{printer.waiting > 0 && ` · ${t('bar.printerWaiting', { count: printer.waiting })}`}
    </small>
  )
}
