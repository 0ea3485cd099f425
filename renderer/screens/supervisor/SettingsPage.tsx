import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { StationSettings } from '#shared/contract/station-api.ts'
import { useAsk } from '../../board/use-board.ts'
import { keepGapLimit } from '../../input/kept-timing.ts'
import { startCalibration, stopCalibration, useCalibration } from '../../input/calibration.ts'
import { useStation } from '../../state/station-store.ts'
import { stationClient } from '../../station-client/station-link.ts'
import { mintId } from '../../system.ts'
import { Button } from '../../ui/Button.tsx'
import { Trouble } from '../../ui/Trouble.tsx'
import { Instruction } from '../Instruction.tsx'
import { LightForm } from './LightForm.tsx'
import { PrintersForm } from './PrintersForm.tsx'
import { ScaleForm } from './ScaleForm.tsx'
import { ScannersForm } from './ScannersForm.tsx'

/** The station's settings; the station itself refuses them from anyone but a supervisor. */
export function SettingsPage() {
  const { t } = useTranslation()
  const link = useStation((state) => state.link)
  const [settings, setSettings] = useState<StationSettings | null>(null)
  const [isSaved, setIsSaved] = useState(false)
  const { busy, trouble, ask } = useAsk()
  useEffect(() => {
    const station = stationClient()
    if (link === 'up' && station) ask(() => station.call('settings.read', {}), setSettings)
  }, [link, ask])
  const calibrating = useCalibration()
  useEffect(() => stopCalibration, [])
  if (!settings) return <main className="centre"><p className="big-words">{trouble === '' ? `${t('notice.starting')}…` : t('common.refused', { why: trouble })}</p></main>
  const change = (part: Partial<StationSettings>): void => {
    setIsSaved(false)
    setSettings({ ...settings, ...part })
  }
  const isValid = StationSettings.safeParse(settings).success
  const save = (): void => {
    const station = stationClient()
    if (station) ask(() => station.call('settings.save', settings), () => setIsSaved(true))
  }
  return (
    <>
      <Instruction aside={<Button onPress={() => useStation.setState({ page: 'devices' })}>{t('settings.toDevices')}</Button>}>{t('settings.title')}</Instruction>
      <main className="settings">
        <section className="panel form-grid">
          <label className="field"><span>{t('settings.name')}</span><input maxLength={60} value={settings.name} onChange={(event) => change({ name: event.target.value })} /></label>
          <label className="field"><span>{t('settings.language')}</span><select value={settings.language} onChange={(event) => change({ language: event.target.value === 'en' ? 'en' : 'zh-CN' })}><option value="zh-CN">中文</option><option value="en">English</option></select></label>
          <label className="field"><span>{t('settings.volume')} {Math.round(settings.volume * 100)}%</span><input type="range" min={0} max={1} step={0.05} value={settings.volume} onChange={(event) => change({ volume: Number(event.target.value) })} /></label>
          <label className="field"><span>{t('settings.idleLockMinutes')}</span><input type="number" min={1} max={240} value={settings.idleLockMinutes} onChange={(event) => change({ idleLockMinutes: Number(event.target.value) })} /></label>
          <label className="field"><span>{t('settings.weightFloorGrams')}</span><input type="number" min={1} value={settings.weightFloorGrams} onChange={(event) => change({ weightFloorGrams: Number(event.target.value) })} /></label>
          <label className="field"><span>{t('settings.scaleStepGrams')}</span><input type="number" min={1} value={settings.scaleStepGrams} onChange={(event) => change({ scaleStepGrams: Number(event.target.value) })} /></label>
        </section>
        <ScaleForm scale={settings.scale} onChange={(scale) => change({ scale })} />
        <ScannersForm scanners={settings.scanners} onChange={(scanners) => change({ scanners })} mintId={mintId} />
        <LightForm light={settings.light} onChange={(light) => change({ light })} />
        <PrintersForm printers={settings.printers} onChange={(printers) => change({ printers })} mintId={mintId} />
        <section className="panel">
          <h2>{t('settings.scanner')}</h2>
          <div className="inline-form">
            <Button disabled={calibrating.running} onPress={startCalibration}>{t('settings.calibrateStart')}</Button>
            <Button look="quiet" onPress={() => { stopCalibration(); keepGapLimit(null); useCalibration.setState({ limitMs: null }) }}>{t('settings.calibrateReset')}</Button>
            {calibrating.running && <b>{t('settings.calibrate')} · {t('settings.calibrationReads', { count: calibrating.maxGapsMs.length })}</b>}
            {calibrating.limitMs !== null && <b className="form-good">✓ {t('settings.calibrated', { limit: calibrating.limitMs })}</b>}
          </div>
        </section>
        <div className="command-row">
          <Trouble why={trouble} />
          {isSaved && <p className="form-good" role="status">✓ {t('settings.saved')}</p>}
          <Button look="main" disabled={busy || !isValid} onPress={save}>{t('common.save')}</Button>
          <Button look="quiet" onPress={() => useStation.setState({ page: 'work' })}>{t('common.back')}</Button>
        </div>
      </main>
    </>
  )
}
