import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { ScreenOf } from '#shared/contract/station-view.ts'
import { useStation } from '../../state/station-store.ts'
import { Button } from '../../ui/Button.tsx'
import { CommandButton } from '../../ui/CommandButton.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { PinPad } from '../../ui/PinPad.tsx'
import { Instruction } from '../Instruction.tsx'

// Wanted once in the life of a site.
const BeginSite = lazy(async () => ({ default: (await import('./BeginSite.tsx')).BeginSite }))

export function SignInScreen({ screen, lockedName }: { screen: ScreenOf<'sign-in'>; lockedName: string | null }) {
  const { t } = useTranslation()
  const begunBadge = useStation((state) => state.begunBadge)
  if (screen.step === 'begin' || begunBadge !== null) return <Suspense fallback={null}><BeginSite /></Suspense>
  if (screen.step === 'pin') {
    return (
      <>
        <Instruction>{t('signIn.enterPin', { name: screen.personName })}</Instruction>
        <main className="centre">
          <PinPad />
          <div className="command-row"><CommandButton command="cancel" look="quiet" /></div>
        </main>
      </>
    )
  }
  return (
    <>
      <Instruction>{lockedName === null ? t('signIn.scanBadge') : t('signIn.locked', { name: lockedName })}</Instruction>
      <main className="centre">
        <Icon name="person" size={260} />
        <p className="big-words">{t('signIn.scanBadgeWords')}</p>
        <Button look="quiet" onPress={() => useStation.setState({ manualEntryOpen: true })}>{t('bar.manual')}</Button>
      </main>
    </>
  )
}
