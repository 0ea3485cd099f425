import { useTranslation } from 'react-i18next'
import type { StationView } from '#shared/contract/station-view.ts'
import { refusalFeedback } from '../feedback/feedback-table.ts'
import { CommandButton } from '../ui/CommandButton.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Instruction } from './Instruction.tsx'

const shownValues = ['orderNumber', 'listNumber'] as const

/** CH10, CH13, PK1, PK13, PK15: the work in hand must not go on. Told as soon as the bench knows it; the next scan says it again, with its sound. */
export function InterruptedScreen({ interruption: { reason, values } }: { interruption: NonNullable<StationView['interruption']> }) {
  const { t } = useTranslation()
  const { colour, wordsKey } = refusalFeedback(reason)
  return (
    <>
      <Instruction>{t(`${wordsKey}.what`)}</Instruction>
      <main className="interrupted" data-testid="interrupted" data-reason={reason}>
        <section className={`panel interrupted-${colour}`}>
          <Icon name={colour === 'stop' ? 'hand' : 'cross'} size={220} />
          <div>
            <b className="interrupted-next">{t(`${wordsKey}.next`)}</b>
            {shownValues.filter((name) => values[name] !== undefined).map((name) => <p key={name} className="big-words">{t(`values.${name}`)} {values[name]}</p>)}
            <p className="big-words">{t('notice.interrupted')}</p>
          </div>
        </section>
        <div className="command-row"><CommandButton command="confirm" look="main" /></div>
      </main>
    </>
  )
}
