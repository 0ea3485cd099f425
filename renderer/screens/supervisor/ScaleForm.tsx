import { useTranslation } from 'react-i18next'
import type { ScaleSettings } from '#shared/contract/scale-settings.ts'
import { lineScaleProtocolNames } from '#shared/domain/weighing/scale-protocols/index.ts'
import { LineFields, networkLine } from './LineFields.tsx'
import { protocolNames } from './protocol-names.ts'

/** What the scale of this bench speaks, and where it is. */
export function ScaleForm({ scale, onChange }: { scale: ScaleSettings | null; onChange: (scale: ScaleSettings | null) => void }) {
  const { t } = useTranslation()
  return (
    <section className="panel">
      <h2>{t('settings.scale')}</h2>
      <div className="inline-form">
        <label className="check-field"><input type="checkbox" checked={scale !== null} onChange={(event) => onChange(event.target.checked ? { scaleId: 'scale-1', protocol: 'and', line: networkLine } : null)} /> {t('settings.withScale')}</label>
        {scale && (
          <>
            <label className="field"><span>{t('settings.scaleId')}</span><input maxLength={64} value={scale.scaleId} onChange={(event) => onChange({ ...scale, scaleId: event.target.value })} /></label>
            {scale.line.kind !== 'hid' && <label className="field"><span>{t('settings.scaleProtocol')}</span><select value={scale.protocol} onChange={(event) => onChange({ ...scale, protocol: lineScaleProtocolNames.find((each) => each === event.target.value) ?? 'and' })}>{lineScaleProtocolNames.map((each) => <option key={each} value={each}>{protocolNames[each]}</option>)}</select></label>}
            <LineFields usagePage={0x8d} line={scale.line} onChange={(line) => onChange({ ...scale, line, protocol: line.kind === 'hid' ? 'hid-pos' : scale.protocol === 'hid-pos' ? 'and' : scale.protocol })} />
          </>
        )}
      </div>
    </section>
  )
}
