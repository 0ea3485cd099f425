import { useState } from 'react'
import { useTranslation } from 'react-i18next'

/** A length in millimetres. What is typed counts when it is a number; until then the former one stands. */
export function MillimetreField({ name, value, least, onChange }: { name: string; value: number; least: number; onChange: (value: number) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <label className="field">
      <span>{t('labels.millimetres', { name })}</span>
      <input
        type="number" step={0.25} min={least} value={typed ?? String(value)}
        onChange={(event) => {
          setTyped(event.target.value)
          const given = Number(event.target.value)
          if (event.target.value !== '' && Number.isFinite(given) && given >= least && given <= 400) onChange(given)
        }}
        onBlur={() => setTyped(null)}
      />
    </label>
  )
}
