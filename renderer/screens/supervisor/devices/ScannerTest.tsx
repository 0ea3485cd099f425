import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { diagnoseLine } from '#shared/domain/scanner-setup/diagnose-line.ts'
import { severityOf, type Diagnosis } from '#shared/domain/scanner-setup/findings.ts'
import { testCodeForDrawing, testText } from '#shared/domain/scanner-setup/test-code.ts'
import { diagnoseKeys } from '../../../input/diagnose-keys.ts'
import { recordKeys } from '../../../input/key-recorder.ts'
import { takeScans } from '../../../input/scan-taker.ts'
import { Barcode, type BarcodeLook } from '../../../ui/Barcode.tsx'
import { Button } from '../../../ui/Button.tsx'
import { heardText, visible } from './heard-text.ts'
import { useDevices } from './use-devices.ts'

/** The same text in the symbols a scanner may meet: one that reads the first and not the second is no 2D scanner, or has it switched off. */
const codes = {
  'gs1-128': { bcid: 'gs1-128', text: testCodeForDrawing, moduleDots: 3, heightMm: 14 },
  datamatrix: { bcid: 'gs1datamatrix', text: testCodeForDrawing, moduleDots: 6 },
  qr: { bcid: 'qrcode', text: testText, moduleDots: 6 },
} as const satisfies Record<string, BarcodeLook>
type CodeName = keyof typeof codes
const codeNames = Object.keys(codes) as CodeName[]
const signs = { must: '✗', better: '▲', good: '✓' } as const

/** One code is scanned; what is wrong with the scanner's set-up is said in words, and what to change. */
export function ScannerTest() {
  const { t } = useTranslation()
  const [shown, setShown] = useState<CodeName>('gs1-128')
  const [typed, setTyped] = useState<{ diagnosis: Diagnosis; number: number } | null>(null)
  const devices = useDevices()
  // What the wedge makes of the keys is not work here; the keys themselves are looked at.
  useEffect(() => takeScans(() => undefined), [])
  useEffect(() => recordKeys((strokes) => setTyped((before) => ({ diagnosis: diagnoseKeys(strokes), number: (before?.number ?? 0) + 1 }))), [])
  const onLine = devices?.heard.at(-1)
  return (
    <div className="scanner-test">
      <section className="panel test-code">
        <div className="test-codes">{codeNames.map((name) => <Button key={name} look={name === shown ? 'main' : 'plain'} onPress={() => setShown(name)}>{t(`devices.code.${name}`)}</Button>)}</div>
        <div>
          <Barcode look={codes[shown]} name={t(`devices.code.${shown}`)} />
          <p className="muted">{t('devices.scanThisCode')}</p>
        </div>
      </section>
      <section className="panel diagnosis" data-testid="diagnosis">
        {!typed && !onLine && <p className="big-words">{t('devices.waitingForScan')}</p>}
        {typed && <Findings key={typed.number} title={t('devices.keyboardScanner')} diagnosis={typed.diagnosis} />}
        {onLine && <Findings title={onLine.scannerId} diagnosis={diagnoseLine(heardText(onLine.hex))} />}
      </section>
    </div>
  )
}

function Findings({ title, diagnosis }: { title: string; diagnosis: Diagnosis }) {
  const { t } = useTranslation()
  return (
    <div className="device">
      <h2>{title}</h2>
      <p className="echoes">{t('devices.read')} {diagnosis.read === '' ? '—' : visible(diagnosis.read)}</p>
      <ul className="findings">
        {diagnosis.found.map(({ finding, value }) => (
          <li key={finding} className={`finding-${severityOf[finding]}`} data-finding={finding}>
            <b>{signs[severityOf[finding]]} {t(`devices.finding.${finding}.what`, { value: visible(value) })}</b>
            <span>{t(`devices.finding.${finding}.next`)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
