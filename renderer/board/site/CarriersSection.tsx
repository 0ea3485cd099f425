import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SiteCarrier } from '#shared/contract/site-board.ts'
import { labelSizes } from '#shared/domain/waybills/label-payload.ts'
import { checkDigitRules } from '#shared/domain/waybills/waybill-number.ts'
import { Button } from '../../ui/Button.tsx'
import { useAsk } from '../use-board.ts'
import { SiteSection } from './SiteSection.tsx'
import type { SiteSectionProps } from './SiteTab.tsx'

type Form = Omit<SiteCarrier, 'cutOffTimes'> & { cutOffs: string }
const empty: Form = { carrierCode: '', name: '', nameEn: '', labelSize: '100x150', serviceName: '', cutOffs: '18:00', numberPattern: '', checkDigit: '', numberSource: 'range' }
const texts = [['carrierCode', 'carrierCode', 64], ['name', 'thing', 60], ['nameEn', 'nameEn', 100], ['serviceName', 'service', 60], ['cutOffs', 'cutOffs', 60], ['numberPattern', 'pattern', 200]] as const
const sources = ['range', 'station'] as const

/** The times as they are written, apart by blanks or commas; undefined when one of them is none. */
function timesOf(text: string): string[] | undefined {
  const times = text.split(/[\s,，、;；]+/).filter((each) => each !== '').map((each) => each.replace('：', ':').padStart(5, '0'))
  return times.every((each) => /^([01]\d|2[0-3]):[0-5]\d$/.test(each)) ? times : undefined
}

/** Who takes the parcels away; the same code again changes it. Number ranges have a page of their own. */
export function CarriersSection({ board, view, onChanged }: SiteSectionProps) {
  const { t } = useTranslation()
  const [form, setForm] = useState(empty)
  const { busy, trouble, ask } = useAsk()
  const change = (part: Partial<Form>): void => setForm({ ...form, ...part })
  const cutOffTimes = timesOf(form.cutOffs)
  const save = (): void => {
    if (!cutOffTimes) return
    const { cutOffs: _written, ...carrier } = form
    ask(() => board.call('site.save-carrier', { ...carrier, cutOffTimes }), () => {
      setForm(empty)
      onChanged()
    })
  }
  return (
    <SiteSection name="carriers" trouble={trouble}>
      <div className="inline-form site-form">
        {texts.map(([name, words, most]) => <label key={name} className="field"><span>{t(`site.${words}`)}</span><input maxLength={most} value={form[name]} onChange={(event) => change({ [name]: event.target.value })} /></label>)}
        <label className="field"><span>{t('site.labelSize')}</span><select value={form.labelSize} onChange={(event) => change({ labelSize: labelSizes.find((each) => each === event.target.value) ?? '100x150' })}>{labelSizes.map((each) => <option key={each} value={each}>{each.replace('x', ' × ')}</option>)}</select></label>
        <label className="field"><span>{t('site.checkDigit')}</span><select value={form.checkDigit} onChange={(event) => change({ checkDigit: checkDigitRules.find((each) => each === event.target.value) ?? '' })}>{checkDigitRules.map((each) => <option key={each} value={each}>{t(`site.checkDigits.${each === '' ? 'none' : each}`)}</option>)}</select></label>
        <label className="field"><span>{t('site.numberSource')}</span><select value={form.numberSource} onChange={(event) => change({ numberSource: sources.find((each) => each === event.target.value) ?? 'range' })}>{sources.map((each) => <option key={each} value={each}>{t(`site.numberSources.${each}`)}</option>)}</select></label>
        <Button disabled={busy || form.carrierCode.trim() === '' || form.name.trim() === '' || !cutOffTimes} onPress={save}>{t('site.save')}</Button>
        {!cutOffTimes && <p className="form-error grow" role="alert">{t('site.badCutOffs')}</p>}
      </div>
      {view.carriers.length > 0 && (
        <table className="table">
          <thead><tr><th>{t('site.code')}</th><th>{t('site.thing')}</th><th>{t('site.labelSize')}</th><th>{t('site.cutOffs')}</th><th>{t('site.numberSource')}</th><th /></tr></thead>
          <tbody>{view.carriers.map((each) => <tr key={each.carrierCode}><td><b>{each.carrierCode}</b></td><td>{each.name} {each.serviceName}</td><td>{each.labelSize.replace('x', ' × ')}</td><td>{each.cutOffTimes.join(' ')}</td><td>{t(`site.numberSources.${each.numberSource}`)}</td><td><Button look="plain" onPress={() => { const { cutOffTimes: times, ...rest } = each; setForm({ ...rest, cutOffs: times.join(' ') }) }}>{t('site.change')}</Button></td></tr>)}</tbody>
        </table>
      )}
    </SiteSection>
  )
}
