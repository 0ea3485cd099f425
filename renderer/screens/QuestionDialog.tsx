import { useTranslation } from 'react-i18next'
import type { StationView } from '#shared/contract/station-view.ts'
import { commandCodes } from '#shared/domain/codes/command-codes.ts'
import { submitCommand } from '../station-client/station-link.ts'
import { CommandButton } from '../ui/CommandButton.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { ProductFace } from '../ui/ProductFace.tsx'

/** One code, two products: nothing is counted until one is chosen, by the card with its number or by a tap. */
export function QuestionDialog({ question }: { question: NonNullable<StationView['question']> }) {
  const { t } = useTranslation()
  return (
    <Dialog title={t('question.title')} isWide>
      <p className="muted" data-wanted>{t('question.hint')}</p>
      <div className="question-options">
        {question.options.map((option) => {
          const command = commandCodes.find((each) => each.command === `qty-${option.optionNumber}`)?.command
          return (
            <button key={option.optionNumber} type="button" className="question-option" disabled={command === undefined} onClick={(event) => { event.currentTarget.blur(); if (command) submitCommand(command) }}>
              <b className="option-number">{option.optionNumber}</b>
              <ProductFace product={option.product} />
            </button>
          )
        })}
      </div>
      <div className="command-row"><CommandButton command="cancel" look="quiet" /></div>
    </Dialog>
  )
}
