import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LabelOptions, mostChosen, mostCopies, type TemplateInForce } from '#shared/contract/label-calls.ts'
import type { Out } from '#shared/contract/contract.ts'
import type { StationApi, StationSettings } from '#shared/contract/station-api.ts'
import { type ChosenKind, chosenKinds } from '#shared/domain/labels/label-kinds.ts'
import { takeScans } from '../../../input/scan-taker.ts'
import { mintId } from '../../../system.ts'
import { Button } from '../../../ui/Button.tsx'
import { JobList } from './JobList.tsx'
import { notDrawnText, paperName } from './label-words.ts'
import { PreviewPicture } from './PreviewPicture.tsx'
import { useLabelAsk } from './use-label-ask.ts'
import { usePreview } from './use-preview.ts'

/** What the widest label printers take. */
const WIDEST_LABEL_MM = 120

type Choices = Extract<Out<StationApi, 'labels.choices'>, { kind: 'choices' }>
type Printed = Out<StationApi, 'labels.print'>

/** What to print, of which, how often and where; beside it the label as it will come out. */
export function PrintTab({ templates, printers, options, onOptions }: { templates: TemplateInForce[]; printers: StationSettings['printers']; options: LabelOptions; onOptions: (options: LabelOptions) => void }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<ChosenKind>('place')
  const [text, setText] = useState('')
  const [found, setFound] = useState<Choices | null>(null)
  const [chosen, setChosen] = useState<string[]>([])
  const [shown, setShown] = useState<string | null>(null)
  const [page, setPage] = useState(1)
  const [templateName, setTemplateName] = useState<string | null>(null)
  const [printerId, setPrinterId] = useState(printers[0]?.printerId ?? '')
  const [copies, setCopies] = useState(1)
  const [printed, setPrinted] = useState<Printed | null>(null)
  const search = useLabelAsk()
  const printing = useLabelAsk()
  const printer = printers.find((each) => each.printerId === printerId)
  // A printer that speaks ESC/POS most often has a roll in it.
  const usesRoll = printer !== undefined && 'language' in printer && printer.language === 'escpos'
  // Office paper is no label: it only goes into files.
  const ofKind = templates.filter((each) => each.template.kind === kind && (each.template.widthMm <= WIDEST_LABEL_MM || printer?.kind === 'file'))
  const template = ofKind.find((each) => each.name === templateName) ?? ofKind.find((each) => (each.template.roll ?? false) === usesRoll) ?? ofKind[0]
  const dotsPerInch = printer && 'dotsPerInch' in printer ? printer.dotsPerInch : 203
  const preview = usePreview(template && shown !== null ? { kind, ref: shown, template: template.name, dotsPerInch, page } : null)

  const searchFor = search.ask
  useEffect(() => searchFor((station) => station.call('labels.choices', { kind, text }), (answer) => {
    if (answer.kind !== 'choices') return
    setFound(answer)
    // What was scanned or typed whole is what is meant.
    const only = answer.choices.length === 1 && text !== '' ? answer.choices[0] : undefined
    if (!only) return
    setShown(only.ref)
    setChosen((before) => (before.includes(only.ref) ? before : [...before, only.ref]))
  }), [kind, text, searchFor])
  // A scan here is something to print, not work.
  useEffect(() => takeScans((code) => setText(code.slice(0, 64))), [])

  const turnTo = (next: ChosenKind): void => {
    setKind(next)
    setText('')
    // The same kind again is not asked for again.
    if (next !== kind) setFound(null)
    setChosen([])
    setShown(null)
    setPage(1)
    setTemplateName(null)
    setPrinted(null)
  }
  const toggle = (ref: string): void => {
    setPrinted(null)
    setPage(1)
    setShown(ref)
    setChosen((before) => (before.includes(ref) ? before.filter((each) => each !== ref) : before.length < mostChosen ? [...before, ref] : before))
  }
  const print = (): void => {
    if (!template || !printer) return
    const requestId = mintId()
    printing.ask((station) => station.call('labels.print', { requestId, kind, refs: chosen, template: template.name, printerId, copies }), (answer) => {
      setPrinted(answer)
      if (answer.kind === 'queued') setChosen([])
    })
  }
  return (
    <div className="label-columns">
      <nav className="label-kinds">
        {chosenKinds.map((each) => <Button key={each} look={each === kind ? 'main' : 'plain'} onPress={() => turnTo(each)}>{t(`labels.kind.${each}`)}</Button>)}
      </nav>
      <section className="panel label-choices">
        <label className="field"><span>{t('labels.search')}</span><input data-testid="label-search" maxLength={64} value={text} onChange={(event) => setText(event.target.value)} /></label>
        <ul className="choice-list" data-testid="choices">
          {found?.choices.map((choice) => (
            <li key={choice.ref}>
              <button type="button" className={`choice ${chosen.includes(choice.ref) ? 'choice-on' : ''}`} aria-pressed={chosen.includes(choice.ref)} onClick={() => toggle(choice.ref)}>
                <b>{chosen.includes(choice.ref) ? '☑' : '☐'} {choice.title}</b><small className="muted">{kind === 'badge' ? t(`role.${choice.detail}`) : kind === 'tote' ? t(`labels.container.${choice.detail}`) : choice.detail === choice.title ? '' : choice.detail}</small>
              </button>
            </li>
          ))}
          {found?.choices.length === 0 && <li className="muted">{t('labels.nothing')}</li>}
          {found?.more && <li className="muted">{t('labels.more')}</li>}
        </ul>
        <div className="inline-form">
          <label className="field grow"><span>{t('labels.template')}</span><select data-testid="label-template" value={template?.name ?? ''} onChange={(event) => { setTemplateName(event.target.value); setPrinted(null) }}>{ofKind.map((each) => <option key={each.name} value={each.name}>{paperName(each.template, t)}{each.own ? ` · ${t('labels.own')}` : ''}</option>)}</select></label>
          <label className="field grow"><span>{t('labels.printer')}</span><select value={printerId} onChange={(event) => { setPrinterId(event.target.value); setPrinted(null) }}>{printers.map((each) => <option key={each.printerId} value={each.printerId}>{each.name}</option>)}</select></label>
          <label className="field label-copies"><span>{t('labels.copies')}</span><input type="number" min={1} max={mostCopies} value={copies} onChange={(event) => setCopies(Math.min(mostCopies, Math.max(1, Math.round(Number(event.target.value)) || 1)))} /></label>
        </div>
        <div className="inline-form">
          <Button disabled={!found || found.choices.length === 0} onPress={() => setChosen((before) => (before.length > 0 ? [] : (found?.choices ?? []).map((each) => each.ref)))}>{t(chosen.length > 0 ? 'labels.none' : 'labels.all')}</Button>
          <span className="grow label-print"><Button look="main" disabled={printing.busy || chosen.length === 0 || !printer || !template} onPress={print}>{t('labels.print', { count: chosen.length * copies })}</Button></span>
        </div>
        {printers.length === 0 && <p className="late">{t('trouble.no-printer')}</p>}
        {printed && <PrintedWords printed={printed} template={template} />}
        {(printing.trouble || search.trouble) !== '' && <p className="form-error" role="alert">{printing.trouble || search.trouble}</p>}
      </section>
      <section className="panel label-side">
        <PreviewPicture preview={preview} template={template?.template}>
          {preview?.kind === 'drawn' && preview.pages > 1 && (
            <span className="label-pages">
              <button type="button" disabled={page <= 1} onClick={() => setPage(page - 1)}>◀</button> {t('labels.page', { page: Math.min(page, preview.pages), pages: preview.pages })} <button type="button" disabled={page >= preview.pages} onClick={() => setPage(page + 1)}>▶</button>
            </span>
          )}
        </PreviewPicture>
        {kind === 'packing-list' && (
          <div className="inline-form">
            <label className="field grow"><span>{t('labels.packingList')}</span><select data-testid="packing-list-when" value={options.packingList} onChange={(event) => onOptions({ ...options, packingList: (['never', 'asked', 'always'] as const).find((each) => each === event.target.value) ?? 'never' })}>{(['never', 'asked', 'always'] as const).map((each) => <option key={each} value={each}>{t(`labels.when.${each}`)}</option>)}</select></label>
            <label className="field grow"><span>{t('labels.packingListPrinter')}</span><select value={options.packingListPrinterId ?? ''} onChange={(event) => onOptions({ ...options, packingListPrinterId: event.target.value === '' ? null : event.target.value })}><option value="">{t('labels.labelPrinter')}</option>{printers.map((each) => <option key={each.printerId} value={each.printerId}>{each.name}</option>)}</select></label>
          </div>
        )}
        <JobList />
      </section>
    </div>
  )
}

function PrintedWords({ printed, template }: { printed: Printed; template: TemplateInForce | undefined }) {
  const { t } = useTranslation()
  if (printed.kind === 'queued') return <p className="form-good" role="status" data-testid="printed">✓ {t('labels.queued', { count: printed.labels })}</p>
  return <p className="form-error" role="alert" data-testid="printed">{printed.kind === 'refused' ? t(`labels.refused.${printed.why}`) : notDrawnText(printed, template?.template, t)}</p>
}
