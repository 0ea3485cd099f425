import { useTranslation } from 'react-i18next'
import { letterBytes, type LightSettings, pulseBytes } from '#shared/contract/light-settings.ts'
import { lightSignals } from '#shared/domain/outcomes/light-signal.ts'
import { LineFields, serialLine } from './LineFields.tsx'

const newLight: LightSettings = { line: serialLine, perSignal: false, bytes: letterBytes, showMs: 1_500 }

/** A stack light or buzzer: where it is, and which bytes make it show what. */
export function LightForm({ light, onChange }: { light: LightSettings | undefined; onChange: (light: LightSettings | undefined) => void }) {
  const { t } = useTranslation()
  return (
    <section className="panel">
      <h2>{t('devices.light')}</h2>
      <div className="inline-form">
        <label className="check-field"><input type="checkbox" checked={light !== undefined} onChange={(event) => onChange(event.target.checked ? newLight : undefined)} /> {t('devices.withLight')}</label>
        {light && (
          <>
            <label className="field"><span>{t('devices.lightKind')}</span><select value={light.perSignal ? 'pulse' : 'letters'} onChange={(event) => onChange(event.target.value === 'pulse' ? { ...light, perSignal: true, bytes: pulseBytes } : { ...light, perSignal: false, bytes: letterBytes })}><option value="letters">{t('devices.lightLetters')}</option><option value="pulse">{t('devices.lightPulse')}</option></select></label>
            <LineFields usagePage={0x8c} line={light.line} onChange={(line) => { if (line.kind !== 'hid') onChange({ ...light, line }) }} />
            {[...lightSignals, 'off' as const].map((signal) => <label key={signal} className="field"><span>{t(`devices.signal.${signal}`)}</span><input maxLength={190} value={light.bytes[signal]} onChange={(event) => onChange({ ...light, bytes: { ...light.bytes, [signal]: event.target.value } })} /></label>)}
            <label className="field"><span>{t('devices.showMs')}</span><input type="number" min={100} max={60_000} value={light.showMs} onChange={(event) => onChange({ ...light, showMs: Number(event.target.value) })} /></label>
          </>
        )}
      </div>
    </section>
  )
}
