import { useTranslation } from 'react-i18next'
import type { ScannerSettings } from '#shared/contract/scanner-settings.ts'
import { Button } from '../../ui/Button.tsx'
import { LineFields, serialLine } from './LineFields.tsx'

const MOST_SCANNERS = 4

/** Scanners that do not type as a keyboard. */
export function ScannersForm({ scanners, onChange, mintId }: { scanners: ScannerSettings[]; onChange: (scanners: ScannerSettings[]) => void; mintId: () => string }) {
  const { t } = useTranslation()
  const replace = (index: number, scanner: ScannerSettings): void => onChange(scanners.map((each, at) => (at === index ? scanner : each)))
  return (
    <section className="panel">
      <h2>{t('settings.lineScanners')}</h2>
      {scanners.map((scanner, index) => (
        <div key={scanner.scannerId} className="inline-form">
          <b>{index + 1}.</b>
          <LineFields usagePage={0x8c} line={scanner.line} onChange={(line) => replace(index, { ...scanner, line })} />
          <Button look="danger" onPress={() => onChange(scanners.filter((_, at) => at !== index))}>{t('common.delete')}</Button>
        </div>
      ))}
      <div className="inline-form">
        <Button disabled={scanners.length >= MOST_SCANNERS} onPress={() => onChange([...scanners, { scannerId: mintId(), line: serialLine }])}>{t('settings.addScanner')}</Button>
      </div>
    </section>
  )
}
