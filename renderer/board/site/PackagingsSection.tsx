import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SitePackaging } from '#shared/contract/site-board.ts'
import { packagingKinds } from '#shared/domain/facts/common.ts'
import { Button } from '../../ui/Button.tsx'
import { useAsk } from '../use-board.ts'
import { SiteSection } from './SiteSection.tsx'
import type { SiteSectionProps } from './SiteTab.tsx'

const empty: SitePackaging = { packagingCode: '', name: '', nameEn: '', kind: 'carton', innerLengthMm: 0, innerWidthMm: 0, innerHeightMm: 0, weightGrams: 0, spreadGrams: 5, maxWeightGrams: 10_000 }
const texts = [['packagingCode', 'code', 64], ['name', 'thing', 100], ['nameEn', 'nameEn', 100]] as const
const sizes = [['innerLengthMm', 'length'], ['innerWidthMm', 'width'], ['innerHeightMm', 'height'], ['weightGrams', 'weight'], ['spreadGrams', 'spread'], ['maxWeightGrams', 'maxWeight']] as const

/** What parcels are packed into; the same code again changes it. */
export function PackagingsSection({ board, view, onChanged }: SiteSectionProps) {
  const { t } = useTranslation()
  const [form, setForm] = useState(empty)
  const { busy, trouble, ask } = useAsk()
  const change = (part: Partial<SitePackaging>): void => setForm({ ...form, ...part })
  const isWhole = form.packagingCode.trim() !== '' && form.name.trim() !== '' && form.innerLengthMm > 0 && form.innerWidthMm > 0 && form.maxWeightGrams > 0
  const save = (): void => ask(() => board.call('site.save-packaging', { ...form, packagingCode: form.packagingCode.trim(), nameEn: form.nameEn.trim() === '' ? form.name : form.nameEn }), () => {
    setForm(empty)
    onChanged()
  })
  return (
    <SiteSection name="packagings" trouble={trouble}>
      <div className="inline-form site-form">
        {texts.map(([name, words, most]) => <label key={name} className="field"><span>{t(`site.${words}`)}</span><input maxLength={most} value={form[name]} onChange={(event) => change({ [name]: event.target.value })} /></label>)}
        <label className="field"><span>{t('site.kind')}</span><select value={form.kind} onChange={(event) => change({ kind: packagingKinds.find((each) => each === event.target.value) ?? 'carton' })}>{packagingKinds.map((each) => <option key={each} value={each}>{t(`site.packagingKind.${each}`)}</option>)}</select></label>
        {sizes.map(([name, words]) => <label key={name} className="field short"><span>{t(`site.${words}`)}</span><input type="number" min={0} value={form[name]} onChange={(event) => change({ [name]: Number(event.target.value) })} /></label>)}
        <Button disabled={busy || !isWhole} onPress={save}>{t('site.save')}</Button>
      </div>
      {view.packagings.length > 0 && (
        <table className="table">
          <thead><tr><th>{t('site.code')}</th><th>{t('site.thing')}</th><th>{t('site.kind')}</th><th>{t('site.inner')}</th><th className="number">{t('site.weight')}</th><th className="number">{t('site.maxWeight')}</th><th /></tr></thead>
          <tbody>{view.packagings.map((each) => <tr key={each.packagingCode}><td><b>{each.packagingCode}</b></td><td>{each.name}</td><td>{t(`site.packagingKind.${each.kind}`)}</td><td>{each.innerLengthMm} × {each.innerWidthMm} × {each.innerHeightMm}</td><td className="number">{each.weightGrams} ± {each.spreadGrams}</td><td className="number">{each.maxWeightGrams}</td><td><Button look="plain" onPress={() => setForm(each)}>{t('site.change')}</Button></td></tr>)}</tbody>
        </table>
      )}
    </SiteSection>
  )
}
