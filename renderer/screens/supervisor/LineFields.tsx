import { useTranslation } from 'react-i18next'
import { baudRates, type hidUsagePages, parities, type LineSettings } from '#shared/contract/line-settings.ts'

type HidUsagePage = (typeof hidUsagePages)[number]
export const networkLine = { kind: 'tcp', host: '127.0.0.1', port: 4001 } as const satisfies LineSettings
export const serialLine = { kind: 'serial', path: '/dev/ttyUSB0', baudRate: 9_600, dataBits: 8, parity: 'none' } as const satisfies LineSettings

/** Where a device is: on the network, on a serial port of this computer, or a USB HID device of it. */
export function LineFields({ line, onChange, usagePage }: { line: LineSettings; onChange: (line: LineSettings) => void; usagePage: HidUsagePage }) {
  const hidLine: LineSettings = { kind: 'hid', vendorId: 0, productId: 0, serialNumber: '', usagePage }
  const { t } = useTranslation()
  const kind = <label className="field"><span>{t('settings.line')}</span><select value={line.kind} onChange={(event) => onChange(event.target.value === 'hid' ? hidLine : event.target.value === 'serial' ? serialLine : networkLine)}><option value="tcp">{t('settings.lineKind.tcp')}</option><option value="serial">{t('settings.lineKind.serial')}</option><option value="hid">{t('settings.lineKind.hid')}</option></select></label>
  if (line.kind === 'hid') {
    const number = (name: 'vendorId' | 'productId') => <label className="field"><span>{t(`settings.${name}`)}</span><input maxLength={4} value={line[name].toString(16).padStart(4, '0')} onChange={(event) => onChange({ ...line, [name]: Number.parseInt(event.target.value, 16) || 0 })} /></label>
    return (
      <>
        {kind}
        {number('vendorId')}
        {number('productId')}
        <label className="field grow"><span>{t('settings.serialNumber')}</span><input maxLength={64} value={line.serialNumber} onChange={(event) => onChange({ ...line, serialNumber: event.target.value })} /></label>
      </>
    )
  }
  if (line.kind === 'tcp') {
    return (
      <>
        {kind}
        <label className="field grow"><span>{t('settings.host')}</span><input maxLength={255} value={line.host} onChange={(event) => onChange({ ...line, host: event.target.value })} /></label>
        <label className="field"><span>{t('settings.port')}</span><input type="number" min={1} max={65535} value={line.port} onChange={(event) => onChange({ ...line, port: Number(event.target.value) })} /></label>
      </>
    )
  }
  return (
    <>
      {kind}
      <label className="field grow"><span>{t('settings.serialPath')}</span><input maxLength={255} value={line.path} onChange={(event) => onChange({ ...line, path: event.target.value })} /></label>
      <label className="field"><span>{t('settings.baudRate')}</span><select value={line.baudRate} onChange={(event) => onChange({ ...line, baudRate: baudRates.find((each) => each === Number(event.target.value)) ?? 9_600 })}>{baudRates.map((each) => <option key={each} value={each}>{each}</option>)}</select></label>
      <label className="field"><span>{t('settings.dataBits')}</span><select value={line.dataBits} onChange={(event) => onChange({ ...line, dataBits: event.target.value === '7' ? 7 : 8 })}><option value={8}>8</option><option value={7}>7</option></select></label>
      <label className="field"><span>{t('settings.parity')}</span><select value={line.parity} onChange={(event) => onChange({ ...line, parity: parities.find((each) => each === event.target.value) ?? 'none' })}>{parities.map((each) => <option key={each} value={each}>{t(`settings.parityKind.${each}`)}</option>)}</select></label>
    </>
  )
}
