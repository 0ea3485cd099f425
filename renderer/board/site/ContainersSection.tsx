import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { containerKinds } from '#shared/domain/facts/common.ts'
import { containerCodes } from '#shared/domain/site/site-lists.ts'
import { Button } from '../../ui/Button.tsx'
import { useAsk } from '../use-board.ts'
import { SiteSection } from './SiteSection.tsx'
import type { SiteSectionProps } from './SiteTab.tsx'

const mostAtOnce = 1_000

/** Totes, walls and carts, added in rows of codes. */
export function ContainersSection({ board, view, onChanged }: SiteSectionProps) {
  const { t } = useTranslation()
  const [form, setForm] = useState({ kind: 'tote' as (typeof containerKinds)[number], groupCode: '', prefix: 'T-', digits: 3, firstNumber: 1, count: 50 })
  const { busy, trouble, ask } = useAsk()
  const change = (part: Partial<typeof form>): void => setForm({ ...form, ...part })
  const isTote = form.kind === 'tote'
  const asked = { ...form, groupCode: isTote ? '' : form.groupCode.trim(), prefix: form.prefix.trim() }
  const isWhole = asked.prefix !== '' && (isTote || asked.groupCode !== '') && form.count >= 1 && form.count <= mostAtOnce && form.digits >= 1
  const codes = isWhole ? containerCodes(asked) : []
  return (
    <SiteSection name="containers" trouble={trouble}>
      <div className="inline-form site-form">
        <label className="field"><span>{t('site.kind')}</span><select value={form.kind} onChange={(event) => change({ kind: containerKinds.find((each) => each === event.target.value) ?? 'tote' })}>{containerKinds.map((each) => <option key={each} value={each}>{t(`site.containerKind.${each}`)}</option>)}</select></label>
        {!isTote && <label className="field"><span>{t('site.group')}</span><input maxLength={20} value={form.groupCode} onChange={(event) => change({ groupCode: event.target.value })} /></label>}
        <label className="field"><span>{t('site.prefix')}</span><input maxLength={20} value={form.prefix} onChange={(event) => change({ prefix: event.target.value })} /></label>
        {(['digits', 'firstNumber', 'count'] as const).map((name) => <label key={name} className="field short"><span>{t(`site.${name === 'firstNumber' ? 'first' : name}`)}</span><input type="number" min={name === 'firstNumber' ? 0 : 1} max={name === 'digits' ? 6 : name === 'count' ? mostAtOnce : 999_999} value={form[name]} onChange={(event) => change({ [name]: Number(event.target.value) })} /></label>)}
        <Button disabled={busy || !isWhole} onPress={() => ask(() => board.call('site.add-containers', asked), onChanged)}>{t('site.add')}</Button>
        <p className="grow" role="status">{codes.length > 0 ? t('site.adds', { first: codes[0], last: codes.at(-1) }) : ''}</p>
      </div>
      {view.containers.length > 0 && (
        <table className="table">
          <thead><tr><th>{t('site.kind')}</th><th>{t('site.group')}</th><th className="number">{t('site.count')}</th><th>{t('site.codes')}</th></tr></thead>
          <tbody>{view.containers.map((group) => <tr key={`${group.kind}/${group.groupCode}`}><td>{t(`site.containerKind.${group.kind}`)}</td><td>{group.groupCode || '—'}</td><td className="number">{group.count}</td><td>{group.firstCode} … {group.lastCode}</td></tr>)}</tbody>
        </table>
      )}
    </SiteSection>
  )
}
