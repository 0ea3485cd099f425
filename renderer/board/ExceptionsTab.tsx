import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardView } from '#shared/contract/board-api.ts'
import { type ApprovalReason, approvalReasons } from '#shared/domain/facts/common.ts'
import { Button } from '../ui/Button.tsx'
import { ConfirmButton } from '../ui/ConfirmButton.tsx'
import { age, dayAndTime } from '../ui/format.ts'
import { useNowMs } from '../ui/use-now.ts'
import { Trouble } from '../ui/Trouble.tsx'
import { discrepancyValues } from './discrepancy-values.ts'
import { ReprintButtons } from './ReprintButtons.tsx'
import { StoryPanel } from './StoryPanel.tsx'
import { type BoardClient, useAsk } from './use-board.ts'

/** Kinds behind which stands more than their values. */
const hasStory: ReadonlySet<string> = new Set(['double-work', 'quarantined-fact', 'hub-trouble'])

type Discrepancy = BoardView['discrepancies'][number]

/** What waits for a decision, oldest first, with the choices that are open. */
export function ExceptionsTab({ board, discrepancies }: { board: BoardClient; discrepancies: Discrepancy[] }) {
  const { t, i18n } = useTranslation()
  const nowMs = useNowMs()
  const [openId, setOpenId] = useState('')
  if (discrepancies.length === 0) return <p className="muted big-words">✓ {t('board.noExceptions')}</p>
  return (
    <ul className="cards" data-testid="exceptions">
      {discrepancies.map((each) => (
        <li key={each.discrepancyId} className="panel card" data-kind={each.kind}>
          <div>
            <h3>{t(`discrepancy.${each.kind}`)}</h3>
            <p className="selectable">{[each.orderNumber, each.waveNumber, each.waybillNumber].filter((text) => text !== '').join(' · ')}</p>
            <p className="muted">{[each.stationName, each.personName].filter((text) => text !== '').join(' ')} · {dayAndTime(each.raisedAtMs, i18n.language)} ({t('age.ago', { age: age(nowMs - each.raisedAtMs, t) })})</p>
            <p>{discrepancyValues(each.values, t)}</p>
          </div>
          <Choices board={board} discrepancy={each} isOpen={openId === each.discrepancyId} onOpen={() => setOpenId(openId === each.discrepancyId ? '' : each.discrepancyId)} />
          {openId === each.discrepancyId && <StoryPanel board={board} discrepancyId={each.discrepancyId} cause={String(each.values['cause'] ?? '')} mayKeep={each.choices.includes('keep-one')} />}
        </li>
      ))}
    </ul>
  )
}

/** The buttons of one discrepancy, and its own trouble beside them. What cannot be undone takes two taps; a weight and a label their reason. */
function Choices({ board, discrepancy: { discrepancyId, kind, choices }, isOpen, onOpen }: { board: BoardClient; discrepancy: Discrepancy; isOpen: boolean; onOpen: () => void }) {
  const { t } = useTranslation()
  const { busy, trouble, ask } = useAsk()
  const [isAskingReason, setIsAskingReason] = useState(false)
  const decide = (choice: Discrepancy['choices'][number], reason?: ApprovalReason): void =>
    ask(() => board.call('discrepancy.decide', { discrepancyId, choice, ...(reason ? { reason } : {}) }), () => setIsAskingReason(false))
  if (isAskingReason) {
    return (
      <div className="card-choices">
        {approvalReasons.map((reason) => <Button key={reason} look="main" disabled={busy} onPress={() => decide('approve-weight', reason)}>{t(`approvalReason.${reason}`)}</Button>)}
        <Button look="quiet" onPress={() => setIsAskingReason(false)}>{t('common.cancel')}</Button>
        <Trouble why={trouble} />
      </div>
    )
  }
  return (
    <div className="card-choices">
      {hasStory.has(kind) && <Button onPress={onOpen}>{t(isOpen ? 'board.hideStory' : kind === 'double-work' ? 'board.sideBySide' : 'board.showStory')}</Button>}
      {choices.map((choice) => {
        // Chosen where the parcels are seen side by side.
        if (choice === 'keep-one') return null
        if (choice === 'reprint') return <ReprintButtons key={choice} disabled={busy} onPress={(reprintReason) => ask(() => board.call('discrepancy.decide', { discrepancyId, choice, reprintReason }), () => undefined)} />
        if (choice === 'approve-weight') return <Button key={choice} disabled={busy} onPress={() => setIsAskingReason(true)}>{t(`choice.${choice}`)}</Button>
        return <ConfirmButton key={choice} disabled={busy} look={choice === 'kick-out' ? 'danger' : 'plain'} onPress={() => decide(choice)}>{t(`choice.${choice}`)}</ConfirmButton>
      })}
      <Trouble why={trouble} />
    </div>
  )
}
