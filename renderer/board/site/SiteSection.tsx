import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Trouble } from '../../ui/Trouble.tsx'

/** One part of the site's page, with what was refused there. */
export function SiteSection({ name, trouble, children }: { name: 'people' | 'settings' | 'containers' | 'packagings' | 'carriers'; trouble: string; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <section data-testid={`site-${name}`}>
      <h2>{t(`site.${name}`)}</h2>
      <Trouble why={trouble} />
      {children}
    </section>
  )
}
