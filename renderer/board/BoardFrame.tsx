import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isCancelListOld } from '../ui/cancel-list.ts'
import { age, momentOf, wholeNumber } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { useNowMs } from '../ui/use-now.ts'
import { carrierNames } from './carrier-name.ts'
import { ExceptionsTab } from './ExceptionsTab.tsx'
import { ImportTab } from './ImportTab.tsx'
import { ManifestsTab } from './ManifestsTab.tsx'
import { NumbersTab } from './NumbersTab.tsx'
import { PeopleTab } from './PeopleTab.tsx'
import { PlanPanel, type ToPlan } from './PlanPanel.tsx'
import { MapTab } from './MapTab.tsx'
import { RulesTab } from './RulesTab.tsx'
import { SearchTab } from './SearchTab.tsx'
import { SiteTab } from './site/SiteTab.tsx'
import { StockTab } from './StockTab.tsx'
import { type BoardClient, useBoardView } from './use-board.ts'
import { WavesTab } from './WavesTab.tsx'

const tabs = ['waves', 'exceptions', 'people', 'search', 'rules', 'stock', 'map', 'import', 'numbers', 'manifests', 'site'] as const
type Tab = (typeof tabs)[number]

const FRESH_MS = 15_000

/** The board itself, the same in the browser and in the app. `lost`: the line is gone and the figures stand still. */
export function BoardFrame({ board, lost = false, aside }: { board: BoardClient; lost?: boolean; aside?: ReactNode }) {
  const { t, i18n } = useTranslation()
  const [tab, setTab] = useState<Tab>('waves')
  // A plan stays in hand while the supervisor looks at another tab; it is closed by its own button.
  const [inHand, setInHand] = useState<{ toPlan: ToPlan; tab: Tab } | null>(null)
  const startPlan = (toPlan: ToPlan): void => setInHand({ toPlan, tab })
  const isPlanHere = inHand?.tab === tab
  const view = useBoardView(board)
  const nowMs = useNowMs()
  if (!view) return <main className="centre"><Icon name="clock" size={120} /><p className="big-words">{t('notice.starting')}…</p></main>
  const carrierName = carrierNames(view.carriers, i18n.language)
  const counts: [label: string, value: number, isWarning: boolean][] = [
    [t('board.waiting'), view.orders.waiting, false], [t('board.released'), view.orders.released, false], [t('board.shipped'), view.orders.shipped, false], [t('board.held'), view.orders.held, false],
    [t('board.short'), view.orders.short, view.orders.short > 0], [t('board.cancelled'), view.orders.cancelled, false], [t('board.kickedOut'), view.orders.kickedOut, false],
    ...(view.lowStock.count > 0 ? [[t('board.lowStock'), view.lowStock.count, true] as [string, number, boolean]] : []),
  ]
  const isStale = lost || nowMs - view.atMs > FRESH_MS
  return (
    <div className="board">
      <header className="board-head">
        <h1>{view.siteName} · {t('board.title')}</h1>
        <span className={isStale ? 'stale' : ''} data-testid="board-age">
          {lost ? t('board.lost', { time: momentOf(view.atMs, i18n.language) }) : t('board.asOf', { time: momentOf(view.atMs, i18n.language), age: age(nowMs - view.atMs, t) })}
        </span>
        <span className={isCancelListOld(view.cancelListAtMs, nowMs) ? 'stale' : ''}>{view.cancelListAtMs === null ? t('board.cancelListNever') : t('board.cancelList', { age: age(nowMs - view.cancelListAtMs, t) })}</span>
        {aside}
      </header>
      <ul className="board-counts">
        {counts.map(([label, value, isWarning]) => <li key={label} className={isWarning ? 'warning' : ''}><b>{wholeNumber(value, i18n.language)}</b><span>{label}</span></li>)}
      </ul>
      <nav className="board-tabs">
        {tabs.map((each) => (
          <button key={each} type="button" className="tab" aria-current={each === tab ? 'page' : undefined} onClick={() => setTab(each)}>
            {t(`board.${each}`)}{each === 'exceptions' && view.discrepancies.length > 0 && <b className="badge">{view.discrepancies.length}</b>}{each === 'stock' && view.lowStock.count > 0 && <b className="badge">{view.lowStock.count}</b>}{each === 'numbers' && view.lowNumbers > 0 && <b className="badge">{view.lowNumbers}</b>}
          </button>
        ))}
      </nav>
      <div className="board-body">
        {inHand && <div hidden={!isPlanHere}><PlanPanel board={board} toPlan={inHand.toPlan} onClose={() => setInHand(null)} /></div>}
        {!isPlanHere && tab === 'waves' && <WavesTab board={board} view={view} carrierName={carrierName} onPlan={startPlan} />}
        {tab === 'exceptions' && <ExceptionsTab board={board} discrepancies={view.discrepancies} />}
        {tab === 'people' && <PeopleTab board={board} view={view} />}
        {tab === 'search' && <SearchTab board={board} carrierName={carrierName} />}
        {!isPlanHere && tab === 'rules' && <RulesTab board={board} carrierName={carrierName} onPlan={startPlan} />}
        {tab === 'stock' && <StockTab board={board} />}
        {tab === 'map' && <MapTab board={board} />}
        {tab === 'import' && <ImportTab board={board} />}
        {tab === 'numbers' && <NumbersTab board={board} />}
        {tab === 'site' && <SiteTab board={board} />}
        {tab === 'manifests' && <ManifestsTab manifests={view.manifests} carrierName={carrierName} />}
      </div>
    </div>
  )
}
