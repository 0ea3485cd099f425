import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** Quicker answers need no words. */
const quickMs = 700

/** Says that the hub is at work and for how long, for what takes seconds with twenty thousand orders. */
export function Working({ busy, words }: { busy: boolean; words?: string }) {
  return busy ? <WorkingLine words={words} /> : null
}

function WorkingLine({ words }: { words: string | undefined }) {
  const { t } = useTranslation()
  const [isSlow, setIsSlow] = useState(false)
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const slow = setTimeout(() => setIsSlow(true), quickMs)
    const counting = setInterval(() => setSeconds((counted) => counted + 1), 1_000)
    return () => {
      clearTimeout(slow)
      clearInterval(counting)
    }
  }, [])
  return isSlow ? <p className="working" role="status" data-testid="working">{words ?? t('board.working')} {t('age.seconds', { count: seconds })}</p> : null
}
