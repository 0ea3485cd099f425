import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NotDrawn, TemplateInForce } from '#shared/contract/label-calls.ts'
import { changeable, type LabelLayout, type LabelTemplate } from '#shared/domain/labels/label-template.ts'
import type { PageElement } from '#shared/domain/labels/page-elements.ts'
import { Button } from '../../../ui/Button.tsx'
import { ConfirmButton } from '../../../ui/ConfirmButton.tsx'
import { dayAndTime } from '../../../ui/format.ts'
import { ElementFields } from './ElementFields.tsx'
import { elementName, notDrawnText, paperName } from './label-words.ts'
import { LayoutSheet } from './LayoutSheet.tsx'
import { MillimetreField } from './MillimetreField.tsx'
import { useLabelAsk } from './use-label-ask.ts'
import { usePreview } from './use-preview.ts'

const layoutOf = ({ name, template }: TemplateInForce): LabelLayout => ({ template: name, widthMm: template.widthMm, heightMm: template.heightMm, elements: changeable(template) })

/** One template at a time: its paper and its elements are moved by number and by hand, and the station draws every step of it. */
export function LayoutTab({ templates, onSaved }: { templates: TemplateInForce[]; onSaved: (inForce: TemplateInForce) => void }) {
  const { t, i18n } = useTranslation()
  const [inForce, setInForce] = useState<TemplateInForce | undefined>(templates[0])
  const [layout, setLayout] = useState<LabelLayout | null>(inForce ? layoutOf(inForce) : null)
  const [chosenId, setChosenId] = useState<string | null>(null)
  const [answer, setAnswer] = useState<'saved' | NotDrawn | null>(null)
  const { busy, trouble, ask } = useLabelAsk()
  const preview = usePreview(inForce && layout ? { kind: inForce.template.kind, ref: null, template: inForce.name, dotsPerInch: 203, page: 1, layout } : null)
  if (!inForce || !layout) return null
  const { template } = inForce
  const turnTo = (next: TemplateInForce): void => {
    setInForce(next)
    setLayout(layoutOf(next))
    setChosenId(null)
    setAnswer(null)
  }
  const change = (part: Partial<LabelLayout>): void => {
    setAnswer(null)
    setLayout({ ...layout, ...part })
  }
  const replace = (element: PageElement): void => change({ elements: layout.elements.map((each) => (each.id === element.id ? element : each)) })
  const add = (kind: 'text' | 'square'): void => {
    const id = freeId(template, layout)
    const { xMm, yMm } = template.customArea ?? { xMm: 2, yMm: 2 }
    const box = { id, xMm, yMm, widthMm: 24, heightMm: kind === 'text' ? 5 : 12 }
    change({ elements: [...layout.elements, kind === 'text' ? { ...box, kind, text: t('labels.newText'), sizeMm: 3, smallestSizeMm: 2 } : { ...box, widthMm: 12, kind, text: `{${template.kind === 'waybill' ? 'orderNumber' : codeFieldOf(template)}}`, symbology: 'qr' }] })
    setChosenId(id)
  }
  const save = (wanted: LabelLayout | null): void => ask((station) => station.call('labels.saveLayout', { template: inForce.name, layout: wanted }), (given) => {
    if (given.kind === 'saved') {
      onSaved(given.inForce)
      turnTo(given.inForce)
      setAnswer('saved')
    } else if (given.kind === 'not-drawn') setAnswer(given)
  })
  const chosen = layout.elements.find((each) => each.id === chosenId)
  const laidTemplate: LabelTemplate = { ...template, elements: [...template.elements.filter((each) => !changeable(template).includes(each)), ...layout.elements] }
  const fault = answer !== null && answer !== 'saved' ? answer : preview?.kind === 'not-drawn' ? preview : null
  return (
    <div className="label-columns label-editor">
      <section className="panel label-choices">
        <label className="field"><span>{t('labels.template')}</span><select data-testid="layout-template" value={inForce.name} onChange={(event) => { const next = templates.find((each) => each.name === event.target.value); if (next) turnTo(next) }}>{templates.map((each) => <option key={each.name} value={each.name}>{t(`labels.kind.${each.template.kind}`)} {paperName(each.template, t)}{each.template.carrierCode ? ` ${each.template.carrierCode}` : ''}{each.own ? ` · ${t('labels.own')}` : ''}</option>)}</select></label>
        {inForce.changed && <p className="muted" data-testid="layout-changed">{t('labels.layoutChanged', { by: inForce.changed.by, at: dayAndTime(inForce.changed.atMs, i18n.language) })}</p>}
        {template.customArea
          ? <p className="muted">{t('labels.customOnly')}</p>
          : <div className="field-pairs"><MillimetreField name={t('labels.width')} value={layout.widthMm} least={10} onChange={(widthMm) => change({ widthMm })} /><MillimetreField name={t('labels.height')} value={layout.heightMm} least={10} onChange={(heightMm) => change({ heightMm })} /></div>}
        <ul className="choice-list element-list">
          {layout.elements.map((element) => <li key={element.id}><button type="button" className={`choice ${element.id === chosenId ? 'choice-on' : ''}`} onClick={() => setChosenId(element.id ?? null)}><b>{elementName(element, t)}</b></button></li>)}
        </ul>
        <div className="inline-form">
          <Button onPress={() => add('text')}>{t('labels.addText')}</Button>
          <Button onPress={() => add('square')}>{t('labels.addSquare')}</Button>
        </div>
      </section>
      <section className="panel label-side">
        <LayoutSheet template={template} layout={layout} preview={preview} chosenId={chosenId} faultId={fault?.element ?? null} onChoose={setChosenId} onChange={replace} />
      </section>
      <section className="panel label-fields">
        {chosen ? <ElementFields element={chosen} kind={template.kind} onChange={replace} onRemove={() => { change({ elements: layout.elements.filter((each) => each !== chosen) }); setChosenId(null) }} /> : <p className="muted">{t('labels.chooseElement')}</p>}
        <div className="label-save">
          {fault && <p className="form-error" role="alert" data-testid="layout-fault">{notDrawnText(fault, laidTemplate, t)}</p>}
          {answer === 'saved' && <p className="form-good" role="status" data-testid="layout-saved">✓ {t('labels.layoutSaved')}</p>}
          {trouble !== '' && <p className="form-error" role="alert">{trouble}</p>}
          <Button look="main" disabled={busy || fault !== null} onPress={() => save(layout)}>{t('labels.saveLayout')}</Button>
          <Button look="quiet" disabled={busy} onPress={() => turnTo(inForce)}>{t('labels.undoLayout')}</Button>
          {inForce.own && <ConfirmButton onPress={() => save(null)}>{t('labels.shippedLayout')}</ConfirmButton>}
        </div>
      </section>
    </div>
  )
}

function codeFieldOf(template: LabelTemplate): string {
  const code = template.elements.find((each) => each.kind === 'barcode' || each.kind === 'square')
  return (code && 'text' in code ? code.text : '').replace(/[{}]/g, '')
}

function freeId(template: LabelTemplate, layout: LabelLayout): string {
  const taken = new Set([...template.elements, ...layout.elements].map((each) => each.id))
  let number = 1
  while (taken.has(`own${number}`)) number += 1
  return `own${number}`
}
