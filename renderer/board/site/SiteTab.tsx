import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SiteView } from '#shared/contract/site-board.ts'
import { type BoardClient, useAsk } from '../use-board.ts'
import { CarriersSection } from './CarriersSection.tsx'
import { ContainersSection } from './ContainersSection.tsx'
import { PackagingsSection } from './PackagingsSection.tsx'
import { PeopleSection } from './PeopleSection.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import { Trouble } from '../../ui/Trouble.tsx'

/** What each section needs: the board, what stands there, and how it is read anew after a change. */
export type SiteSectionProps = { board: BoardClient; view: SiteView; onChanged: () => void }

/** 仓库: what a site lists for itself, and what it lacks before its first wave. */
export function SiteTab({ board }: { board: BoardClient }) {
  const { t } = useTranslation()
  const [view, setView] = useState<SiteView | null>(null)
  const { trouble, ask } = useAsk()
  const reload = useCallback(() => ask(() => board.call('site.view', {}), setView), [ask, board])
  useEffect(reload, [reload])
  if (!view) return <Trouble why={trouble} />
  const section = { board, view, onChanged: reload }
  return (
    <>
      {view.missing.length === 0 ? <p className="form-good" role="status">✓ {t('site.nothingMissing')}</p> : (
        <section className="panel warning" data-testid="site-missing">
          <h2>{t('site.missing')}</h2>
          <ul className="site-missing">{view.missing.map((part) => <li key={part}>○ {t(`site.part.${part}`)}</li>)}</ul>
        </section>
      )}
      <PeopleSection {...section} />
      <SettingsSection {...section} />
      <ContainersSection {...section} />
      <PackagingsSection {...section} />
      <CarriersSection {...section} />
    </>
  )
}
