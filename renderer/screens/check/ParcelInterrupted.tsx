import { useTranslation } from 'react-i18next'
import { refusalFeedback } from '../../feedback/feedback-table.ts'
import type { RefusalReason } from '#shared/domain/outcomes/refusal-reasons.ts'
import { CommandButton } from '../../ui/CommandButton.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Instruction } from '../Instruction.tsx'
import type { OpenParcel } from './open-parcel.ts'

/** CH10, CH13: the parcel in hand must not be worked on any more. Told as soon as the bench knows it; the next scan says it again, with its sound. */
export function ParcelInterrupted({ parcel, reason }: { parcel: OpenParcel; reason: RefusalReason }) {
  const { t } = useTranslation()
  const { colour } = refusalFeedback(reason)
  return (
    <>
      <Instruction>{t(`refused.${reason}.what`)}</Instruction>
      <main className="parcel-interrupted" data-testid="interrupted" data-reason={reason}>
        <section className={`panel interrupted-${colour}`}>
          <Icon name={colour === 'stop' ? 'hand' : 'cross'} size={220} />
          <div>
            <b className="interrupted-next">{t(`refused.${reason}.next`)}</b>
            <p className="big-words">{t('check.order', { number: parcel.orderNumber })}</p>
            <p className="big-words">{t('check.interrupted')}</p>
          </div>
        </section>
        <div className="command-row"><CommandButton command="confirm" look="main" /></div>
      </main>
    </>
  )
}
