import { lazy, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '#shared/contract/station-view.ts'
import { unreachable } from '#shared/kernel/assert.ts'
import { OutcomeFlash } from './feedback/OutcomeFlash.tsx'
import { RefusalPanel } from './feedback/RefusalPanel.tsx'
import { type Language, switchLanguage } from './i18n/i18n.ts'
import { ApprovalDialog } from './screens/ApprovalDialog.tsx'
import { CheckScreen } from './screens/check/CheckScreen.tsx'
import { ChooseScreen } from './screens/choose/ChooseScreen.tsx'
import { InterruptedScreen } from './screens/InterruptedScreen.tsx'
import { ManifestScreen } from './screens/manifest/ManifestScreen.tsx'
import { ManualEntry } from './screens/ManualEntry.tsx'
import { FailedScanNotice, InactiveNotice, LinkNotice } from './screens/Notices.tsx'
import { PickScreen } from './screens/pick/PickScreen.tsx'
import { PutScreen } from './screens/put/PutScreen.tsx'
import { QuestionDialog } from './screens/QuestionDialog.tsx'
import { SetupScreen } from './screens/setup/SetupScreen.tsx'
import { SignInScreen } from './screens/sign-in/SignInScreen.tsx'
import { StationBar } from './screens/StationBar.tsx'
import { useStation } from './state/station-store.ts'
import { Icon } from './ui/Icon.tsx'

// A supervisor's pages are read when they are opened: a packer's start does not wait for them.
const BoardPage = lazy(async () => ({ default: (await import('./screens/supervisor/BoardPage.tsx')).BoardPage }))
const DevicesPage = lazy(async () => ({ default: (await import('./screens/supervisor/devices/DevicesPage.tsx')).DevicesPage }))
const LabelsPage = lazy(async () => ({ default: (await import('./screens/supervisor/labels/LabelsPage.tsx')).LabelsPage }))
const SettingsPage = lazy(async () => ({ default: (await import('./screens/supervisor/SettingsPage.tsx')).SettingsPage }))

/** Paints what the station says. What is shown follows from its view alone, besides the page a supervisor has turned to. */
export function App() {
  const { t } = useTranslation()
  // One by one: what else the store keeps (scans that wait, the window's focus) changes with every key and every scan.
  const link = useStation((state) => state.link)
  const view = useStation((state) => state.view)
  const page = useStation((state) => state.page)
  const manualEntryOpen = useStation((state) => state.manualEntryOpen)
  const answers = useStation((state) => state.lastOutcome?.number ?? 0)
  const language: Language | undefined = view?.station.language
  useEffect(() => {
    if (language) switchLanguage(language)
  }, [language])
  if (link === 'setup') return <SetupScreen />
  if (!view) return <div className="starting centre"><Icon name="clock" size={160} /><p className="big-words">{t('notice.starting')}…</p></div>
  const mayLeaveWork = (view.operator?.role === 'supervisor' || view.operator?.role === 'admin') && !view.locked
  const shownPage = mayLeaveWork ? page : 'work'
  return (
    <div className="screen" data-testid="screen" data-screen={view.screen.kind} data-step={'step' in view.screen ? view.screen.step : ''} data-answers={answers}>
      <Suspense fallback={null}>{shownPage === 'board' ? <BoardPage /> : shownPage === 'settings' ? <SettingsPage /> : shownPage === 'devices' ? <DevicesPage /> : shownPage === 'labels' ? <LabelsPage /> : <WorkScreen view={view} />}</Suspense>
      <StationBar view={view} />
      {view.question && <QuestionDialog question={view.question} />}
      {view.approval && <ApprovalDialog approval={view.approval} scaleGrams={view.bar.scale.grams} />}
      {manualEntryOpen && mayType(view) && <ManualEntry />}
      <OutcomeFlash />
      {view.refusal && <RefusalPanel refusal={view.refusal} isOverWork={shownPage === 'work'} />}
      {link === 'lost' && <LinkNotice />}
      <FailedScanNotice />
      <InactiveNotice />
    </div>
  )
}

/** A badge may be typed where no scanner is; what proves the person is the PIN. */
function mayType({ screen, operator, locked }: StationView): boolean {
  return screen.kind === 'sign-in' ? screen.step === 'badge' : operator !== null && !locked
}

function WorkScreen({ view }: { view: StationView }) {
  const { screen } = view
  if (view.interruption && (screen.kind === 'pick' || screen.kind === 'check')) return <InterruptedScreen interruption={view.interruption} />
  switch (screen.kind) {
    case 'sign-in': return <SignInScreen screen={screen} lockedName={view.locked ? (view.operator?.name ?? '') : null} />
    case 'choose': return <ChooseScreen screen={screen} />
    case 'pick': return <PickScreen screen={screen} armedQuantity={view.armedQuantity} />
    case 'put': return <PutScreen screen={screen} />
    case 'check': return <CheckScreen screen={screen} armedQuantity={view.armedQuantity} bar={view.bar} />
    case 'manifest': return <ManifestScreen screen={screen} />
    default: return unreachable(screen)
  }
}
