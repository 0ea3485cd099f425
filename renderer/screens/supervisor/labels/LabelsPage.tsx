import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LabelOptions, TemplateInForce } from '#shared/contract/label-calls.ts'
import type { StationSettings } from '#shared/contract/station-api.ts'
import { useStation } from '../../../state/station-store.ts'
import { Button } from '../../../ui/Button.tsx'
import { Instruction } from '../../Instruction.tsx'
import { LayoutTab } from './LayoutTab.tsx'
import { PrintTab } from './PrintTab.tsx'
import { useLabelAsk } from './use-label-ask.ts'

const tabs = ['print', 'layout'] as const
type Known = { templates: TemplateInForce[]; options: LabelOptions; printers: StationSettings['printers'] }

/** Prints labels of the house, and says how labels look here: for a supervisor. */
export function LabelsPage() {
  const { t } = useTranslation()
  const link = useStation((state) => state.link)
  const [tab, setTab] = useState<(typeof tabs)[number]>('print')
  const [known, setKnown] = useState<Known | null>(null)
  const { ask, trouble } = useLabelAsk()
  useEffect(() => {
    if (link !== 'up') return
    ask(async (station) => ({ settings: await station.call('settings.read', {}), answer: await station.call('labels.templates', {}) }), ({ settings, answer }) => {
      if (answer.kind === 'templates') setKnown({ templates: answer.templates, options: answer.options, printers: settings.printers.filter((each) => each.kind !== 'component') })
    })
  }, [link, ask])
  const takeTemplate = (inForce: TemplateInForce): void => setKnown((before) => before && { ...before, templates: before.templates.map((each) => (each.name === inForce.name ? inForce : each)) })
  const saveOptions = (options: LabelOptions): void => ask((station) => station.call('labels.saveOptions', options), (answer) => {
    if (answer.kind === 'saved') setKnown((before) => before && { ...before, options })
  })
  return (
    <>
      <Instruction aside={<span className="label-tabs">{tabs.map((each) => <Button key={each} look={each === tab ? 'plain' : 'quiet'} onPress={() => setTab(each)}>{t(`labels.tab.${each}`)}</Button>)}</span>}>{t(`labels.asks.${tab}`)}</Instruction>
      <main className="labels" data-testid="labels" data-tab={tab}>
        {trouble !== '' && <p className="form-error" role="alert">{trouble}</p>}
        {known && tab === 'print' && <PrintTab templates={known.templates} printers={known.printers} options={known.options} onOptions={saveOptions} />}
        {known && tab === 'layout' && <LayoutTab templates={known.templates} onSaved={takeTemplate} />}
      </main>
    </>
  )
}
