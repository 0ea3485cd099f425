import { useTranslation } from 'react-i18next'
import { baudRates, parities, type LineSettings } from '#shared/contract/line-settings.ts'
import type { ScaleSettings } from '#shared/contract/scale-settings.ts'
import { scaleProtocolNames, type ScaleProtocolName } from '#shared/domain/weighing/scale-protocols/index.ts'

/** Makers' names, the same in every language. */
const protocolNames: Record<ScaleProtocolName, string> = {
  and: 'A&D (ST,GS)', 'mt-sics': 'Mettler MT-SICS', toledo: 'Toledo', 'xk3190-a9': '耀华 XK3190-A9', cas: 'CAS ECR',
}
const network: LineSettings = { kind: 'tcp', host: '127.0.0.1', port: 4001 }
const serial: LineSettings = { kind: 'serial', path: '/dev/ttyUSB0', baudRate: 9_600, dataBits: 8, parity: 'none' }

/** What the scale of this bench speaks, and where it is. */
export function ScaleForm({ scale, onChange }: { scale: ScaleSettings | null; onChange: (scale: ScaleSettings | null) => void }) {
  const { t } = useTranslation()
  return (
    <section className="panel">
      <h2>{t('settings.scale')}</h2>
      <div className="inline-form">
        <label className="check-field"><input type="checkbox" checked={scale !== null} onChange={(event) => onChange(event.target.checked ? { scaleId: 'scale-1', protocol: 'and', line: network } : null)} /> {t('settings.withScale')}</label>
        {scale && (
          <>
            <label className="field"><span>{t('settings.scaleId')}</span><input maxLength={64} value={scale.scaleId} onChange={(event) => onChange({ ...scale, scaleId: event.target.value })} /></label>
            <label className="field"><span>{t('settings.scaleProtocol')}</span><select value={scale.protocol} onChange={(event) => onChange({ ...scale, protocol: scaleProtocolNames.find((each) => each === event.target.value) ?? 'and' })}>{scaleProtocolNames.map((each) => <option key={each} value={each}>{protocolNames[each]}</option>)}</select></label>
            <label className="field"><span>{t('settings.line')}</span><select value={scale.line.kind} onChange={(event) => onChange({ ...scale, line: event.target.value === 'serial' ? serial : network })}><option value="tcp">{t('settings.lineKind.tcp')}</option><option value="serial">{t('settings.lineKind.serial')}</option></select></label>
            <LineFields line={scale.line} onChange={(line) => onChange({ ...scale, line })} />
          </>
        )}
      </div>
    </section>
  )
}

function LineFields({ line, onChange }: { line: LineSettings; onChange: (line: LineSettings) => void }) {
  const { t } = useTranslation()
  if (line.kind === 'tcp') {
    return (
      <>
        <label className="field grow"><span>{t('settings.host')}</span><input maxLength={255} value={line.host} onChange={(event) => onChange({ ...line, host: event.target.value })} /></label>
        <label className="field"><span>{t('settings.port')}</span><input type="number" min={1} max={65535} value={line.port} onChange={(event) => onChange({ ...line, port: Number(event.target.value) })} /></label>
      </>
    )
  }
  return (
    <>
      <label className="field grow"><span>{t('settings.serialPath')}</span><input maxLength={255} value={line.path} onChange={(event) => onChange({ ...line, path: event.target.value })} /></label>
      <label className="field"><span>{t('settings.baudRate')}</span><select value={line.baudRate} onChange={(event) => onChange({ ...line, baudRate: baudRates.find((each) => each === Number(event.target.value)) ?? 9_600 })}>{baudRates.map((each) => <option key={each} value={each}>{each}</option>)}</select></label>
      <label className="field"><span>{t('settings.dataBits')}</span><select value={line.dataBits} onChange={(event) => onChange({ ...line, dataBits: event.target.value === '7' ? 7 : 8 })}><option value={8}>8</option><option value={7}>7</option></select></label>
      <label className="field"><span>{t('settings.parity')}</span><select value={line.parity} onChange={(event) => onChange({ ...line, parity: parities.find((each) => each === event.target.value) ?? 'none' })}>{parities.map((each) => <option key={each} value={each}>{t(`settings.parityKind.${each}`)}</option>)}</select></label>
    </>
  )
}
