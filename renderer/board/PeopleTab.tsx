import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardView } from '#shared/contract/board-api.ts'
import { type Enrolled, EnrolmentCode } from './EnrolmentCode.tsx'
import { Button } from '../ui/Button.tsx'
import { ConfirmButton } from '../ui/ConfirmButton.tsx'
import { age } from '../ui/format.ts'
import { ProgressBar } from '../ui/ProgressBar.tsx'
import { useNowMs } from '../ui/use-now.ts'
import { type BoardClient, useAsk } from './use-board.ts'

export function PeopleTab({ board, view }: { board: BoardClient; view: BoardView }) {
  const { t } = useTranslation()
  const nowMs = useNowMs()
  const { busy, trouble, ask } = useAsk()
  const [enrolled, setEnrolled] = useState<Enrolled>()
  return (
    <>
      <table className="table">
        <thead><tr><th>{t('board.station')}</th><th>{t('board.operator')}</th><th>{t('board.activity')}</th><th>{t('board.lastHeard')}</th><th className="number">{t('board.perHour')}</th><th className="number">{t('board.today')}</th><th className="number">{t('board.refusals')}</th><th /><th>{t('board.printers')}</th></tr></thead>
        <tbody>
          {view.stations.map((station) => (
            <tr key={station.stationId} className={station.connected ? '' : 'offline'}>
              <td><b>{station.name}</b></td><td>{station.operatorName || '—'}</td><td>{station.activity === '' ? '—' : t(`activity.${station.activity}`, { defaultValue: station.activity })}</td>
              <td>{station.connected ? '●' : '○'} {t(station.connected ? 'board.connected' : 'board.disconnected')} · {age(nowMs - station.lastHeardAtMs, t)}</td>
              <td className="number">{station.parcelsThisHour}</td><td className="number">{station.parcelsToday}</td><td className="number">{station.refusalsToday}</td>
              <td><ConfirmButton disabled={busy} onPress={() => ask(() => board.call('station.remove', { stationId: station.stationId }), () => undefined)}>{t('board.removeStation')}</ConfirmButton></td>
              <td>{station.printers.map((printer) => `${printer.name} ${t(`printerState.${printer.state}`, { defaultValue: printer.state })}${printer.words === '' ? '' : ` ${printer.words}`}`).join('；') || '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>{t('board.lists')}</h2>
      {view.lists.length === 0 ? <p className="muted">{t('board.noLists')}</p> : (
        <table className="table" data-testid="lists">
          <thead><tr><th>{t('board.list')}</th><th>{t('board.person')}</th><th>{t('board.station')}</th><th>{t('board.tote')}</th><th>{t('board.taken')}</th><th className="wide">{t('board.progress')}</th><th /></tr></thead>
          <tbody>
            {view.lists.map((list) => (
              <tr key={list.listId}>
                <td><b>{list.listNumber}</b> {list.zone}</td><td>{list.personName}</td><td>{list.stationName}</td><td>{list.toteCode || '—'}</td>
                <td>{list.takenAtMs === 0 ? '—' : t('age.ago', { age: age(nowMs - list.takenAtMs, t) })}</td>
                <td><ProgressBar label={t('board.picked')} done={list.donePieces} all={list.askedPieces} /></td>
                <td><ConfirmButton disabled={busy} look="plain" onPress={() => ask(() => board.call('list.reassign', { listId: list.listId }), () => undefined)}>{t('board.reassign')}</ConfirmButton></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {trouble !== '' && <p className="form-error" role="alert">{t('common.refused', { why: trouble })}</p>}
      <table className="table">
        <thead><tr><th>{t('board.person')}</th><th>{t('board.roleTitle')}</th><th>{t('board.station')}</th><th className="number">{t('board.piecesPicked')}</th><th className="number">{t('board.today')}</th></tr></thead>
        <tbody>
          {view.people.map((person) => (
            <tr key={person.personId}><td><b>{person.name}</b></td><td>{t(`role.${person.role}`)}</td><td>{person.stationName || '—'}</td><td className="number">{person.piecesPickedToday}</td><td className="number">{person.parcelsToday}</td></tr>
          ))}
        </tbody>
      </table>
      <div className="inline-form">
        <Button disabled={busy} onPress={() => ask(() => board.call('station.enrol', {}), (answer) => setEnrolled(answer))}>{t('board.mintToken')}</Button>
        {enrolled && <EnrolmentCode enrolled={enrolled} />}
      </div>
    </>
  )
}
