import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { roles } from '#shared/domain/facts/common.ts'
import { Button } from '../../ui/Button.tsx'
import { useAsk } from '../use-board.ts'
import { SiteSection } from './SiteSection.tsx'
import type { SiteSectionProps } from './SiteTab.tsx'

const nobody = { personId: null as string | null, name: '', role: 'packer' as (typeof roles)[number], badgeCode: '', pin: '', active: true }

/** Who works here: listed, changed, and marked as gone. The hub lets admins alone do it. */
export function PeopleSection({ board, view, onChanged }: SiteSectionProps) {
  const { t } = useTranslation()
  const [form, setForm] = useState(nobody)
  const [savedBadge, setSavedBadge] = useState('')
  const { busy, trouble, ask } = useAsk()
  const change = (part: Partial<typeof nobody>): void => {
    setForm({ ...form, ...part })
    setSavedBadge('')
  }
  const isNew = form.personId === null
  const save = (): void => ask(() => board.call('site.save-person', { ...form, pin: form.pin === '' ? null : form.pin }), ({ badgeCode }) => {
    setForm(nobody)
    setSavedBadge(badgeCode)
    onChanged()
  })
  return (
    <SiteSection name="people" trouble={trouble}>
      <div className="inline-form site-form">
        <label className="field"><span>{t('site.name')}</span><input maxLength={60} value={form.name} onChange={(event) => change({ name: event.target.value })} /></label>
        <label className="field"><span>{t('site.role')}</span><select value={form.role} onChange={(event) => change({ role: roles.find((each) => each === event.target.value) ?? 'packer' })}>{roles.map((each) => <option key={each} value={each}>{t(`role.${each}`)}</option>)}</select></label>
        <label className="field grow"><span>{t('site.badge')} · {t('site.badgeHint')}</span><input maxLength={64} autoComplete="off" value={form.badgeCode} onChange={(event) => change({ badgeCode: event.target.value })} /></label>
        <label className="field"><span>{isNew ? t('site.pin') : t('site.keepPin')}</span><input type="password" inputMode="numeric" autoComplete="new-password" maxLength={32} value={form.pin} onChange={(event) => change({ pin: event.target.value })} /></label>
        {!isNew && <label className="check-field"><input type="checkbox" checked={form.active} onChange={(event) => change({ active: event.target.checked })} /> {t('site.active')}</label>}
        <Button disabled={busy || form.name.trim() === '' || (isNew && form.pin === '')} onPress={save}>{isNew ? t('site.newPerson') : t('site.save')}</Button>
        {!isNew && <Button look="quiet" onPress={() => setForm(nobody)}>{t('site.cancel')}</Button>}
      </div>
      {savedBadge !== '' && <p className="form-good" role="status">{t('site.personSaved', { badgeCode: savedBadge })}</p>}
      <table className="table">
        <thead><tr><th>{t('site.name')}</th><th>{t('site.role')}</th><th>{t('site.badge')}</th><th>{t('site.state')}</th><th /></tr></thead>
        <tbody>
          {view.people.map((person) => (
            <tr key={person.personId}>
              <td><b>{person.name}</b></td><td>{t(`role.${person.role}`)}</td><td>{person.badgeCode}</td><td>{person.active ? `✓ ${t('site.active')}` : `✕ ${t('site.left')}`}</td>
              <td><Button look="plain" disabled={busy} onPress={() => change({ ...person, pin: '' })}>{t('site.change')}</Button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </SiteSection>
  )
}
