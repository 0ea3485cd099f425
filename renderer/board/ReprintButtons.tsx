import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ReprintReason, reprintReasons } from '#shared/domain/facts/common.ts'
import { Button } from '../ui/Button.tsx'

/** One more label: the first tap asks why, the reason does it. */
export function ReprintButtons({ disabled, onPress }: { disabled: boolean; onPress: (reason: ReprintReason) => void }) {
  const { t } = useTranslation()
  const [isAsking, setIsAsking] = useState(false)
  if (!isAsking) return <div className="command-row"><Button disabled={disabled} onPress={() => setIsAsking(true)}>{t('choice.reprint')}</Button></div>
  return (
    <div className="command-row">
      <span>{t('check.reprint-reason')}</span>
      {reprintReasons.map((reason) => <Button key={reason} look="main" disabled={disabled} onPress={() => { setIsAsking(false); onPress(reason) }}>{t(`reprintReason.${reason}`)}</Button>)}
      <Button look="quiet" onPress={() => setIsAsking(false)}>{t('common.cancel')}</Button>
    </div>
  )
}
