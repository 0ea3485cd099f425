import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button.tsx'

const FORGET_MS = 5_000

/** A button for what cannot be undone: the first tap asks, a second within five seconds does it. */
export function ConfirmButton({ children, onPress, disabled = false, look = 'danger' }: { children: ReactNode; onPress: () => void; disabled?: boolean; look?: 'danger' | 'plain' }) {
  const { t } = useTranslation()
  const [isAsking, setIsAsking] = useState(false)
  useEffect(() => {
    if (!isAsking) return undefined
    const timer = setTimeout(() => setIsAsking(false), FORGET_MS)
    return () => clearTimeout(timer)
  }, [isAsking])
  return (
    <Button look={isAsking ? 'sure' : look} disabled={disabled} onPress={() => {
      setIsAsking(!isAsking)
      if (isAsking) onPress()
    }}>
      {isAsking ? <>{t('common.sure')} {children}</> : children}
    </Button>
  )
}
