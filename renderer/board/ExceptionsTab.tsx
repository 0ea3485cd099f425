import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardView } from '#shared/contract/board-api.ts'
import { type ApprovalReason, approvalReasons } from '#shared/domain/facts/common.ts'
import { Button } from '../ui/Button.tsx'
import { age, dayAndTime } from '../ui/format.ts'
import { useNowMs } from '../ui/use-now.ts'
import { type BoardClient, useAsk } from './use-board.ts'

type Discrepancy = BoardView['discrepancies'][number]

/** What waits for a decision, oldest first, with the choices that are open. */
export function ExceptionsTab({ board, discrepancies }: { board: BoardClient; discrepancies: Discrepancy[] }) {
  const { t, i18n } = useTranslation()
  const nowMs = useNowMs()
  const { busy, trouble, ask, refuse } = useAsk()
  /** Approving a weight needs its reason first. */
  const [askingReason, setAskingReason] = useState<string | null>(null)
  const decide = (discrepancyId: string, choice: string, reason?: ApprovalReason): void =>
    ask(() => board.call('discrepancy.decide', { discrepancyId, choice, ...(reason ? { reason } : {}) }), (done) => {
      setAskingReason(null)
      if (done.kind === 'refused') refuse(done.why)
    })
  if (discrepancies.length === 0) return <p className="muted big-words">✓ {t('board.noExceptions')}</p>
  return (
    <>
      {trouble !== '' && <p className="form-error" role="alert">{t('common.refused', { why: trouble })}</p>}
      <ul className="cards" data-testid="exceptions">
        {[...discrepancies].sort((a, b) => a.raisedAtMs - b.raisedAtMs).map((each) => (
          <li key={each.discrepancyId} className="panel card">
            <div>
              <h3>{t(`discrepancy.${each.kind}`)}</h3>
              <p>{[each.orderNumber, each.waveNumber, each.waybillNumber].filter((text) => text !== '').join(' · ')}</p>
              <p className="muted">{each.stationName} {each.personName} · {dayAndTime(each.raisedAtMs, i18n.language)} ({age(nowMs - each.raisedAtMs, t)})</p>
              <p>{Object.entries(each.values).map(([name, value]) => `${t(`values.${name}`, { defaultValue: name })} ${value}`).join(' · ')}</p>
            </div>
            <div className="card-choices">
              {askingReason === each.discrepancyId
                ? approvalReasons.map((reason) => <Button key={reason} look="main" disabled={busy} onPress={() => decide(each.discrepancyId, 'approve-weight', reason)}>{t(`approvalReason.${reason}`)}</Button>)
                : each.choices.map((choice) => (
                    <Button key={choice} disabled={busy} look={choice === 'kick-out' ? 'danger' : 'plain'} onPress={() => (choice === 'approve-weight' ? setAskingReason(each.discrepancyId) : decide(each.discrepancyId, choice))}>{t(`choice.${choice}`)}</Button>
                  ))}
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
