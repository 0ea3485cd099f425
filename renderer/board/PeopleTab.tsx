import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardView } from '#shared/contract/board-api.ts'
import { type Enrolled, EnrolmentCode } from './EnrolmentCode.tsx'
import { Button } from '../ui/Button.tsx'
import { ConfirmButton } from '../ui/ConfirmButton.tsx'
import { age } from '../ui/format.ts'
import { ProgressBar } from '../ui/ProgressBar.tsx'
import { useNowMs } from '../ui/use-now.ts'
import { Trouble } from '../ui/Trouble.tsx'
import { ClaimsTable } from './ClaimsTable.tsx'
import { StationsTable } from './StationsTable.tsx'
import { type BoardClient, useAsk } from './use-board.ts'

export function PeopleTab({ board, view }: { board: BoardClient; view: BoardView }) {
  const { t } = useTranslation()
  const nowMs = useNowMs()
  const { busy, trouble, ask } = useAsk()
  const [enrolled, setEnrolled] = useState<Enrolled>()
  return (
    <>
      <StationsTable stations={view.stations} nowMs={nowMs} busy={busy} onRemove={(stationId) => ask(() => board.call('station.remove', { stationId }), () => undefined)} />
      <div className="inline-form">
        <Button disabled={busy} onPress={() => ask(() => board.call('station.enrol', {}), (answer) => setEnrolled(answer))}>{t('board.mintToken')}</Button>
        {enrolled && <EnrolmentCode enrolled={enrolled} />}
      </div>
      <ClaimsTable board={board} stations={view.stations} nowMs={nowMs} />
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
      <Trouble why={trouble} />
      <h2>{t('board.person')}</h2>
      <table className="table">
        <thead><tr><th>{t('board.person')}</th><th>{t('board.roleTitle')}</th><th>{t('board.station')}</th><th className="number">{t('board.piecesPicked')}</th><th className="number">{t('board.today')}</th></tr></thead>
        <tbody>
          {view.people.map((person) => (
            <tr key={person.personId}><td><b>{person.name}</b></td><td>{t(`role.${person.role}`)}</td><td>{person.stationName || '—'}</td><td className="number">{person.piecesPickedToday}</td><td className="number">{person.parcelsToday}</td></tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
