import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BenchProfile } from '#shared/contract/profile-calls.ts'
import { ignoreClosed, useAsk } from '../../../board/use-board.ts'
import { takeScans } from '../../../input/scan-taker.ts'
import { useStation } from '../../../state/station-store.ts'
import { stationClient } from '../../../station-client/station-link.ts'
import { Barcode } from '../../../ui/Barcode.tsx'
import { Button } from '../../../ui/Button.tsx'
import { saveFile } from '../../../ui/save-file.ts'
import { Trouble } from '../../../ui/Trouble.tsx'
import { placeOfDevice } from './place-of-device.ts'

type Written = { file: string; codes: string[] }
type Seen = { kind: 'profile'; profile: BenchProfile } | { kind: 'incomplete'; have: number[]; count: number } | { kind: 'refused'; why: string } | null

const mostFileLetters = 100_000

/** This bench's settings as a code and a file, and those of another bench to be taken over. */
export function ProfileTab() {
  const { t } = useTranslation()
  return (
    <div className="device-columns profile">
      <WriteProfile title={t('devices.profile.give')} />
      <ReadProfile title={t('devices.profile.take')} />
    </div>
  )
}

function WriteProfile({ title }: { title: string }) {
  const { t } = useTranslation()
  const [short, setShort] = useState(false)
  const [shown, setShown] = useState(0)
  const [written, setWritten] = useState<Written | null>(null)
  const [refused, setRefused] = useState('')
  useEffect(() => {
    stationClient()?.call('profile.write', { short }).then((answer) => {
      setRefused(answer.kind === 'refused' ? answer.why : '')
      setWritten(answer.kind === 'profile' ? answer : null)
    }, ignoreClosed)
  }, [short])
  const code = written?.codes[shown]
  const turnLength = (): void => {
    setShown(0)
    setShort(!short)
  }
  return (
    <section className="panel device-column">
      <h2>{title}</h2>
      {refused !== '' && <p className="form-error" role="alert">{t(`devices.profile.refused.${refused}`)}</p>}
      {written && code !== undefined && (
        <>
          {/* Letters that QR holds best: half the size of the same as text. */}
          <Barcode look={{ bcid: 'qrcode', text: code, moduleDots: 4, eclevel: 'M' }} name={t('devices.profile.code', { index: shown + 1, count: written.codes.length })} />
          <b className="centre-words">{t('devices.profile.code', { index: shown + 1, count: written.codes.length })}</b>
          <div className="inline-form">
            {written.codes.length > 1 && <Button look="main" onPress={() => setShown((shown + 1) % written.codes.length)}>{t('devices.profile.next')}</Button>}
            <Button look="quiet" onPress={turnLength}>{t(short ? 'devices.profile.long' : 'devices.profile.short')}</Button>
            <Button onPress={() => saveFile('packwave-profile.json', written.file)}>{t('devices.profile.saveFile')}</Button>
          </div>
        </>
      )}
    </section>
  )
}

function ReadProfile({ title }: { title: string }) {
  const { t } = useTranslation()
  const [codes, setCodes] = useState<readonly string[]>([])
  const [seen, setSeen] = useState<Seen>(null)
  const { busy, trouble, ask } = useAsk()
  const picker = useRef<HTMLInputElement>(null)
  useEffect(() => takeScans((code) => {
    const station = stationClient()
    if (!station) return
    const tried = [...codes.filter((each) => each !== code), code]
    station.call('profile.read', { codes: tried, file: null }).then((answer) => {
      setSeen(answer)
      // BP5: what is refused is forgotten, and what was scanned before stays. Another profile's code begins anew.
      if (answer.kind !== 'refused') setCodes(tried)
      else if (answer.why === 'other-set') setCodes([code])
    }, ignoreClosed)
  }), [codes])
  const readFile = (file: File | undefined): void => {
    const station = stationClient()
    if (station && file) void file.text().then((text) => station.call('profile.read', { codes: [], file: text.slice(0, mostFileLetters) })).then(setSeen, ignoreClosed)
  }
  const take = (profile: BenchProfile): void => {
    const station = stationClient()
    if (!station) return
    ask(async () => {
      const { name } = await station.call('settings.read', {})
      return station.call('settings.save', { ...profile, name })
    }, () => useStation.setState({ page: 'settings' }))
  }
  return (
    <section className="panel device-column" data-testid="take-profile">
      <h2>{title}</h2>
      {(seen === null || seen.kind === 'refused') && <p>{t('devices.profile.scanThere')}</p>}
      {seen?.kind === 'incomplete' && <p className="big-words" data-testid="have">{t('devices.profile.have', { have: seen.have.join(t('common.listComma')), count: seen.count })}</p>}
      {seen?.kind === 'refused' && <p className="form-error" role="alert">{t(`devices.profile.refused.${seen.why}`)}</p>}
      <Trouble why={trouble} />
      {seen?.kind === 'profile' && (
        <>
          <p className="caution">{t('devices.profile.checkPlaces')}</p>
          <ul className="places" data-testid="places">
            {seen.profile.printers.map((printer) => <li key={printer.printerId}><b>{printer.name}</b> {placeOfDevice(printer)}</li>)}
            {seen.profile.scale && <li><b>{t('devices.scale')}</b> {placeOfDevice(seen.profile.scale.line)}</li>}
            {seen.profile.scanners.map((scanner) => <li key={scanner.scannerId}><b>{scanner.scannerId}</b> {placeOfDevice(scanner.line)}</li>)}
          </ul>
          <Button look="main" disabled={busy} onPress={() => take(seen.profile)}>{t('devices.profile.takeIt')}</Button>
        </>
      )}
      <input ref={picker} type="file" accept=".json,application/json" hidden data-testid="profile-file" onChange={(event) => readFile(event.target.files?.[0])} />
      <Button disabled={busy} onPress={() => picker.current?.click()}>{t('devices.profile.readFile')}</Button>
    </section>
  )
}
