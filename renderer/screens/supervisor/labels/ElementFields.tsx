import { useTranslation } from 'react-i18next'
import { labelFields, type LabelKind } from '#shared/domain/labels/label-kinds.ts'
import { type PageElement, SMALLEST_READABLE_MM } from '#shared/domain/labels/page-elements.ts'
import { Button } from '../../../ui/Button.tsx'
import { elementName } from './label-words.ts'
import { MillimetreField } from './MillimetreField.tsx'

/** Everything about one element that may be changed, by number and word. */
export function ElementFields({ element, kind, onChange, onRemove }: { element: PageElement; kind: LabelKind; onChange: (element: PageElement) => void; onRemove: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="element-fields">
      <h2>{elementName(element, t)}</h2>
      <div className="field-pairs">
        <MillimetreField key={`${element.id} x`} name={t('labels.left')} value={element.xMm} least={0} onChange={(xMm) => onChange({ ...element, xMm })} />
        <MillimetreField key={`${element.id} y`} name={t('labels.top')} value={element.yMm} least={0} onChange={(yMm) => onChange({ ...element, yMm })} />
        <MillimetreField key={`${element.id} w`} name={t('labels.width')} value={element.widthMm} least={0.1} onChange={(widthMm) => onChange({ ...element, widthMm })} />
        <MillimetreField key={`${element.id} h`} name={t('labels.height')} value={element.heightMm} least={0.1} onChange={(heightMm) => onChange({ ...element, heightMm })} />
        {'sizeMm' in element && <MillimetreField key={`${element.id} s`} name={t('labels.letters')} value={element.sizeMm} least={SMALLEST_READABLE_MM} onChange={(sizeMm) => onChange({ ...element, sizeMm, smallestSizeMm: Math.min(element.smallestSizeMm ?? SMALLEST_READABLE_MM, sizeMm) })} />}
      </div>
      {element.kind === 'text' && (
        <>
          <label className="field"><span>{t('labels.text')}</span><textarea rows={2} maxLength={500} value={element.text} onChange={(event) => onChange({ ...element, text: event.target.value })} /></label>
          <label className="field"><span>{t('labels.insertField')}</span><select value="" onChange={(event) => { if (event.target.value !== '') onChange({ ...element, text: `${element.text}{${event.target.value}}` }) }}><option value="">…</option>{labelFields[kind].texts.map((field) => <option key={field} value={field}>{t(`labels.field.${field}`)}</option>)}</select></label>
          <div className="inline-form">
            <label className="label-tick"><input type="checkbox" checked={element.bold ?? false} onChange={(event) => onChange({ ...element, bold: event.target.checked })} /> {t('labels.bold')}</label>
            <label className="field grow"><span>{t('labels.align')}</span><select value={element.align ?? 'left'} onChange={(event) => onChange({ ...element, align: (['left', 'centre', 'right'] as const).find((each) => each === event.target.value) ?? 'left' })}>{(['left', 'centre', 'right'] as const).map((each) => <option key={each} value={each}>{t(`labels.alignment.${each}`)}</option>)}</select></label>
          </div>
        </>
      )}
      {(element.kind === 'barcode' || element.kind === 'square') && (
        <label className="field"><span>{t('labels.codeOf')}</span><select value={element.text} onChange={(event) => onChange({ ...element, text: event.target.value })}>{labelFields[kind].texts.map((field) => <option key={field} value={`{${field}}`}>{t(`labels.field.${field}`)}</option>)}</select></label>
      )}
      <Button look="danger" onPress={onRemove}>{t('common.delete')}</Button>
    </div>
  )
}
