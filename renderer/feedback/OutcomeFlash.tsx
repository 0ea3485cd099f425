import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStation } from '../state/station-store.ts'
import { Icon } from '../ui/Icon.tsx'
import { feedbackOf } from './feedback-table.ts'

const FLASH_MS = 900

/** The short answer to what went well: a tick in the corner of the eye that goes by itself. Refusals have their own panel. */
export function OutcomeFlash() {
  const { t } = useTranslation()
  const last = useStation((state) => state.lastOutcome)
  const [goneNumber, setGoneNumber] = useState(0)
  useEffect(() => {
    if (!last) return undefined
    const timer = setTimeout(() => setGoneNumber(last.number), FLASH_MS)
    return () => clearTimeout(timer)
  }, [last])
  if (!last || last.number === goneNumber || last.outcome.kind === 'refused') return null
  const feedback = feedbackOf(last.outcome)
  return (
    <div key={last.number} className={`flash flash-${feedback.colour}`} role="status" data-testid="flash">
      <Icon name={feedback.icon} size={56} />
      <span>{t(feedback.wordsKey, 'values' in last.outcome ? last.outcome.values : {})}</span>
    </div>
  )
}
