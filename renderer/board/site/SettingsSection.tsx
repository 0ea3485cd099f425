import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { carrierNames } from '../carrier-name.ts'
import { useAsk } from '../use-board.ts'
import { SiteSection } from './SiteSection.tsx'
import type { SiteSectionProps } from './SiteTab.tsx'

const senderFields = ['name', 'phone', 'province', 'city', 'district', 'detail'] as const
const wordOf = { name: 'sender', phone: 'senderPhone', province: 'province', city: 'city', district: 'district', detail: 'detail' } as const

/** The site's name and clock, and who stands on its labels as the sender. */
export function SettingsSection({ board, view, onChanged }: SiteSectionProps) {
  const { t, i18n } = useTranslation()
  const carrierName = carrierNames(view.carriers, i18n.language)
  const [form, setForm] = useState(view.settings)
  const [isSaved, setIsSaved] = useState(false)
  const { busy, trouble, ask } = useAsk()
  const change = (part: Partial<typeof form>): void => {
    setForm({ ...form, ...part })
    setIsSaved(false)
  }
  const save = (): void => ask(() => board.call('site.save-settings', form), () => {
    setIsSaved(true)
    onChanged()
  })
  return (
    <SiteSection name="settings" trouble={trouble}>
      <div className="inline-form site-form">
        <label className="field"><span>{t('site.siteName')}</span><input maxLength={60} value={form.siteName} onChange={(event) => change({ siteName: event.target.value })} /></label>
        <label className="field"><span>{t('site.utcOffset')}</span><input type="number" min={-840} max={840} step={15} value={form.utcOffsetMinutes} onChange={(event) => change({ utcOffsetMinutes: Number(event.target.value) })} /></label>
        <label className="field"><span>{t('site.defaultCarrier')}</span><select value={form.defaultCarrierCode ?? ''} onChange={(event) => change({ defaultCarrierCode: event.target.value === '' ? null : event.target.value })}><option value="">{t('site.noCarrier')}</option>{view.carriers.map((each) => <option key={each.carrierCode} value={each.carrierCode}>{carrierName(each.carrierCode)}</option>)}</select></label>
        {senderFields.map((name) => <label key={name} className={`field ${name === 'detail' ? 'grow' : ''}`}><span>{t(`site.${wordOf[name]}`)}</span><input maxLength={name === 'detail' ? 300 : name === 'phone' ? 40 : 60} value={form.sender[name]} onChange={(event) => change({ sender: { ...form.sender, [name]: event.target.value } })} /></label>)}
        <Button disabled={busy || form.siteName.trim() === ''} onPress={save}>{t('site.save')}</Button>
        {isSaved && <p className="form-good" role="status">{t('site.saved')}</p>}
      </div>
    </SiteSection>
  )
}
