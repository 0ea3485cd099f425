import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStation } from '../../../state/station-store.ts'
import { Button } from '../../../ui/Button.tsx'
import { Instruction } from '../../Instruction.tsx'
import { DeviceOverview } from './DeviceOverview.tsx'
import { ProfileTab } from './ProfileTab.tsx'
import { ScaleWizard } from './ScaleWizard.tsx'
import { ScannerTest } from './ScannerTest.tsx'

const tabs = ['overview', 'findScale', 'scannerTest', 'profile'] as const

/** What is connected and how it is, a test for each, and help with connecting: for a supervisor. */
export function DevicesPage() {
  const { t } = useTranslation()
  const [tab, setTab] = useState<(typeof tabs)[number]>('overview')
  return (
    <>
      <Instruction aside={<Button onPress={() => useStation.setState({ page: 'settings' })}>{t('devices.toSettings')}</Button>}>{t(`devices.asks.${tab}`)}</Instruction>
      <main className="devices" data-testid="devices" data-tab={tab}>
        <nav className="device-tabs">
          {tabs.map((each) => <Button key={each} look={each === tab ? 'main' : 'plain'} onPress={() => setTab(each)}>{t(`devices.tab.${each}`)}</Button>)}
        </nav>
        {tab === 'overview' && <DeviceOverview />}
        {tab === 'profile' && <ProfileTab />}
        {tab === 'scannerTest' && <ScannerTest />}
        {tab === 'findScale' && <ScaleWizard onTaken={() => setTab('overview')} />}
      </main>
    </>
  )
}
