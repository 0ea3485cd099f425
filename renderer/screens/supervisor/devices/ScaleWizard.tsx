import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HeardLine } from '#shared/contract/device-calls.ts'
import type { Out } from '#shared/contract/contract.ts'
import type { StationApi } from '#shared/contract/station-api.ts'
import type { LineSettings } from '#shared/contract/line-settings.ts'
import { ignoreClosed, useAsk } from '../../../board/use-board.ts'
import { stationClient } from '../../../station-client/station-link.ts'
import { Button } from '../../../ui/Button.tsx'
import { wholeNumber } from '../../../ui/format.ts'
import { LineFields, networkLine, serialLine } from '../LineFields.tsx'
import { protocolNames } from '../protocol-names.ts'
import { troubleWords } from '../../../ui/trouble-words.ts'
import { Trouble } from '../../../ui/Trouble.tsx'

const askEveryMs = 400

/** Listens on a line, shows what it hears and what it takes it for; one tap takes that scale. */
export function ScaleWizard({ onTaken }: { onTaken: () => void }) {
  const { t, i18n } = useTranslation()
  const [known, setKnown] = useState<Extract<Out<StationApi, 'lines.list'>, { kind: 'lines' }>>({ kind: 'lines', paths: [], hid: [] })
  const [line, setLine] = useState<LineSettings>(networkLine)
  const [listening, setListening] = useState(false)
  const [heard, setHeard] = useState<HeardLine | null>(null)
  const { busy, trouble, ask } = useAsk()
  useEffect(() => {
    stationClient()?.call('lines.list', {}).then((answer) => { if (answer.kind === 'lines') setKnown(answer) }, ignoreClosed)
    return leave
  }, [])
  useEffect(() => {
    if (!listening) return undefined
    const timer = setInterval(() => {
      stationClient()?.call('line.heard', {}).then((answer) => {
        if (answer.kind === 'heard') setHeard(answer)
        else setListening(false)
      }, ignoreClosed)
    }, askEveryMs)
    return () => clearInterval(timer)
  }, [listening])

  const listen = (next: LineSettings): void => {
    const station = stationClient()
    setLine(next)
    setHeard(null)
    if (station) ask(() => station.call('line.listen', { line: next }), () => setListening(true))
  }
  const take = ({ line: found, taken }: HeardLine): void => {
    const station = stationClient()
    if (!station || !taken) return
    setListening(false)
    ask(async () => {
      await station.call('line.leave', {})
      const settings = await station.call('settings.read', {})
      return station.call('settings.save', { ...settings, scale: { scaleId: settings.scale?.scaleId ?? 'scale-1', protocol: taken.protocol, line: found } })
    }, onTaken)
  }
  return (
    <div className="device-columns wizard">
      <section className="panel device-column">
        <h2>{t('devices.whereIsIt')}</h2>
        {known.hid.filter((each) => each.line.kind === 'hid' && each.line.usagePage === 0x8d).map((each) => <Button key={each.product} onPress={() => listen(each.line)}>{each.product || 'USB HID'}</Button>)}
        {known.paths.map((path) => <Button key={path} look={listening && line.kind === 'serial' && line.path === path ? 'main' : 'plain'} onPress={() => listen({ ...serialLine, path })}>{path.replace('/dev/serial/by-id/', '')}</Button>)}
        {known.paths.length + known.hid.length === 0 && <p className="muted">{t('devices.noPorts')}</p>}
        <div className="field-pairs"><LineFields usagePage={0x8d} line={line} onChange={setLine} /></div>
        <Button look="main" disabled={busy} onPress={() => listen(line)}>{t('devices.listen')}</Button>
        <Trouble why={trouble} />
      </section>
      <section className="panel device-column wide" data-testid="heard">
        <h2>{t('devices.heard')}</h2>
        {!heard && <p className="big-words">{t(listening ? 'devices.listening' : 'devices.chooseLine')}</p>}
        {heard && (
          <>
            <p>{heard.open ? `● ${t('devices.lineOpen')}` : `▲ ${troubleWords(heard.words, t)}`} · {t('devices.bytes', { count: heard.byteCount })} {heard.line.kind === 'serial' && `· ${heard.line.baudRate} ${heard.line.dataBits} ${t(`settings.parityKind.${heard.line.parity}`)}`}</p>
            <pre className="heard-bytes">{heard.text}</pre>
            <pre className="heard-bytes">{heard.hex}</pre>
            {heard.taken ? (
              <div className="found">
                <span>{t('devices.takenFor')}</span>
                <b className="big-words" data-testid="taken">{protocolNames[heard.taken.protocol]}</b>
                <output className="device-weight">{heard.taken.grams === null ? '—' : t('common.grams', { value: wholeNumber(heard.taken.grams, i18n.language) })}</output>
                <Button look="main" disabled={busy} onPress={() => take(heard)}>{t('devices.takeIt')}</Button>
              </div>
            ) : <p className="caution">{t(heard.byteCount === 0 ? 'devices.nothingYet' : 'devices.notClear')}</p>}
          </>
        )}
      </section>
    </div>
  )
}

function leave(): void {
  stationClient()?.call('line.leave', {}).catch(ignoreClosed)
}
