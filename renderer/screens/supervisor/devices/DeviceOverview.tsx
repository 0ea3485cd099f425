import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Out } from '#shared/contract/contract.ts'
import type { StationApi } from '#shared/contract/station-api.ts'
import { lightSignals, type LightSignal } from '#shared/domain/outcomes/light-signal.ts'
import type { DevicesState, HeardScan } from '#shared/contract/device-calls.ts'
import { ignoreClosed, useAsk } from '../../../board/use-board.ts'
import { mintId } from '../../../system.ts'
import { takeScans } from '../../../input/scan-taker.ts'
import { stationClient } from '../../../station-client/station-link.ts'
import { Button } from '../../../ui/Button.tsx'
import { age, wholeNumber } from '../../../ui/format.ts'
import { placeOfDevice } from './place-of-device.ts'
import { protocolNames } from '../protocol-names.ts'
import { heardText, visible } from './heard-text.ts'
import { troubleWords } from '../../../ui/trouble-words.ts'
import { Trouble } from '../../../ui/Trouble.tsx'
import { useDevices } from './use-devices.ts'

/** Printers, scale and scanners side by side, each with its test. */
export function DeviceOverview() {
  const { t } = useTranslation()
  const devices = useDevices()
  if (!devices) return <p className="big-words">{t('notice.starting')}…</p>
  return (
    <div className="device-columns">
      <Printers devices={devices} />
      <div className="device-stack">
        <ScalePanel devices={devices} />
        <LightPanel devices={devices} />
      </div>
      <Scanners devices={devices} />
    </div>
  )
}

function LightPanel({ devices: { light, nowMs } }: { devices: DevicesState }) {
  const { t } = useTranslation()
  const { busy, trouble, ask } = useAsk()
  if (!light) return null
  const show = (signal: LightSignal): void => {
    const station = stationClient()
    if (station) ask(() => station.call('light.test', { signal }), () => undefined)
  }
  return (
    <section className="panel device-column">
      <h2>{t('devices.light')}</h2>
      <DeviceHead name="" where={light.where} good={light.state === 'ready'} nowMs={nowMs} sinceMs={light.sinceMs} words={light.state === 'ready' ? t('devices.lineStands') : troubleWords(light.words, t)} />
      <div className="test-row">{lightSignals.map((signal) => <Button key={signal} disabled={busy} onPress={() => show(signal)}>{t(`devices.signal.${signal}`)}</Button>)}</div>
      <Trouble why={trouble} />
    </section>
  )
}

function DeviceHead({ name, where, good, words, sinceMs, nowMs }: { name: string; where: string; good: boolean; words: ReactNode; sinceMs: number; nowMs: number }) {
  const { t } = useTranslation()
  return (
    <div className="device-head">
      <b className="device-name">{name}</b>
      <small className="muted device-place">{where}</small>
      <span className={good ? 'form-good' : 'late'}>{good ? '●' : '▲'} {words} {sinceMs > 0 && <small className="muted">{t('devices.for', { age: age(nowMs - sinceMs, t) })}</small>}</span>
    </div>
  )
}

function Printers({ devices }: { devices: DevicesState }) {
  const { t } = useTranslation()
  const { busy, trouble, ask } = useAsk()
  const [tried, setTried] = useState<{ printerId: string; result: 'delivered' | 'not-sent' | 'failed' | 'unknown'; words: string; code: string } | null>(null)
  const test = (printerId: string): void => {
    const station = stationClient()
    setTried(null)
    if (station) ask(() => station.call('printer.test', { printerId }), (answer) => { if (answer.kind === 'tried') setTried({ printerId, ...answer }) })
  }
  return (
    <section className="panel device-column">
      <h2>{t('devices.printers')}</h2>
      {devices.printers.length === 0 && <p className="late">{t('trouble.no-printer')}</p>}
      {devices.printers.map((printer) => (
        <div key={printer.printerId} className="device">
          <DeviceHead name={printer.name} where={printer.where} good={printer.state !== 'trouble'} nowMs={devices.nowMs} sinceMs={printer.sinceMs} words={<>{printer.words !== '' ? troubleWords(printer.words, t) : t(`printerState.${printer.state}`)}{printer.waiting > 0 && ` · ${t('bar.printerWaiting', { count: printer.waiting })}`}</>} />
          <Button disabled={busy} onPress={() => test(printer.printerId)}>{t('devices.printTest')}</Button>
          {tried?.printerId === printer.printerId && <p className={tried.result === 'delivered' ? 'form-good' : 'form-error'} data-testid="tried">{t(`devices.tried.${tried.result}`, { code: tried.code })}{tried.words !== '' && `：${troubleWords(tried.words, t)}`}</p>}
        </div>
      ))}
      <Trouble why={trouble} />
    </section>
  )
}

function ScalePanel({ devices: { scale, nowMs } }: { devices: DevicesState }) {
  const { t, i18n } = useTranslation()
  if (!scale) return <section className="panel device-column"><h2>{t('devices.scale')}</h2><p>{t('devices.noScale')}</p></section>
  const refused = Object.entries(scale.refusedFrames).filter(([, count]) => count > 0)
  return (
    <section className="panel device-column">
      <h2>{t('devices.scale')}</h2>
      <DeviceHead name={`${scale.scaleId} · ${protocolNames[scale.protocol]}`} where={scale.where} good={scale.state !== 'no-signal'} nowMs={nowMs} sinceMs={scale.sinceMs} words={t(`scaleState.${scale.state}`)} />
      <output className="device-weight" data-testid="weight">{scale.grams === null ? '—' : t('common.grams', { value: wholeNumber(scale.grams, i18n.language) })}</output>
      <p className="muted">{t('devices.putSomethingOn')}</p>
      {refused.length > 0 && <p className="caution">{t('devices.refusedFrames')} {refused.map(([why, count]) => `${troubleWords(why, t)} ${count}`).join(t('common.listComma'))}</p>}
    </section>
  )
}

const mostEchoes = 5
type KnownHid = Extract<Out<StationApi, 'lines.list'>, { kind: 'lines' }>['hid'][number]

function Scanners({ devices }: { devices: DevicesState }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string[]>([])
  const [hid, setHid] = useState<KnownHid[]>([])
  const { busy, trouble, ask } = useAsk()
  useEffect(() => {
    stationClient()?.call('lines.list', {}).then((answer) => { if (answer.kind === 'lines') setHid(answer.hid) }, ignoreClosed)
  }, [])
  // USB scanners that nobody has set up yet: one tap, and no number is typed.
  const plugged = hid.filter(({ line }) => line.kind === 'hid' && line.usagePage === 0x8c && !devices.scanners.some((scanner) => scanner.where.startsWith(placeOfDevice(line))))
  const connectScanner = (line: KnownHid['line']): void => {
    const station = stationClient()
    if (!station) return
    ask(async () => {
      const settings = await station.call('settings.read', {})
      return station.call('settings.save', { ...settings, scanners: [...settings.scanners, { scannerId: `usb-${settings.scanners.length + 1}-${mintId().slice(0, 4)}`, line }] })
    }, () => undefined)
  }
  useEffect(() => takeScans((_text, asRead) => setTyped((before) => [asRead, ...before].slice(0, mostEchoes))), [])
  return (
    <section className="panel device-column">
      <h2>{t('devices.scanners')}</h2>
      {devices.scanners.map((scanner) => (
        <div key={scanner.scannerId} className="device">
          <DeviceHead name={scanner.scannerId} where={scanner.where} good={scanner.state === 'ready'} nowMs={devices.nowMs} sinceMs={scanner.sinceMs} words={scanner.state === 'ready' ? t('devices.lineStands') : troubleWords(scanner.words, t)} />
          <Echoes codes={codesOf(devices.heard, scanner.scannerId)} />
        </div>
      ))}
      {plugged.map(({ product, line }) => (
        <div key={placeOfDevice(line)} className="device">
          <b>{product || placeOfDevice(line)}</b>
          <small className="muted">{placeOfDevice(line)} · {t('devices.hidFound')}</small>
          <Button disabled={busy} onPress={() => connectScanner(line)}>{t('devices.connect')}</Button>
        </div>
      ))}
      <Trouble why={trouble} />
      <div className="device">
        <b>{t('devices.keyboardScanner')}</b>
        {typed.length === 0 && <p className="muted">{t('devices.scanAnything')}</p>}
        <Echoes codes={typed.map(visible)} />
      </div>
    </section>
  )
}

function Echoes({ codes }: { codes: readonly string[] }) {
  return <ul className="echoes" data-testid="echoes">{codes.map((code, index) => <li key={`${index} ${code}`}>{code}</li>)}</ul>
}

function codesOf(heard: readonly HeardScan[], scannerId: string): string[] {
  return heard.filter((scan) => scan.scannerId === scannerId).slice(-mostEchoes).reverse().map((scan) => visible(heardText(scan.hex)))
}
