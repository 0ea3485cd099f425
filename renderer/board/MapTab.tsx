import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListWalk, MapView } from '#shared/contract/stock-board.ts'
import { routings } from '#shared/domain/waves/routing/routings.ts'
import { Button } from '../ui/Button.tsx'
import { SiteMap } from '../ui/SiteMap.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { newestOnly } from './newest-only.ts'
import { type BoardClient, useAsk } from './use-board.ts'

/** The site from above, the walk of whichever list is chosen on it, and how the site walks. */
export function MapTab({ board }: { board: BoardClient }) {
  const { t } = useTranslation()
  const [view, setView] = useState<MapView | null>(null)
  const [listId, setListId] = useState('')
  const [walk, setWalk] = useState<ListWalk | null>(null)
  const { busy, trouble, ask } = useAsk()
  const [newest] = useState(newestOnly)
  const reload = useCallback(() => ask(() => board.call('map.view', {}), setView), [ask, board])
  useEffect(reload, [reload])
  const show = (chosen: string): void => {
    setListId(chosen)
    setWalk(null)
    const take = newest(setWalk)
    if (chosen !== '') ask(() => board.call('map.walk', { listId: chosen }), take)
  }
  if (!view) return <Trouble why={trouble} />
  const routing = (
    <label className="field"><span>{t('map.routing')}</span>
      <select value={view.routing} disabled={busy} data-testid="routing" onChange={(event) => ask(() => board.call('map.save-routing', { routing: routings.find((each) => each === event.target.value) ?? 'optimal' }), () => {
        reload()
        show(listId)
      })}>
        {routings.map((each) => <option key={each} value={each}>{t(`routing.${each}`)}</option>)}
      </select>
    </label>
  )
  if (!view.ways) return <><div className="inline-form">{routing}</div><Trouble why={trouble} /><p className="muted big-words">{t('map.none')}</p></>
  const done = walk?.stops.filter((stop) => stop.state === 'done').length ?? 0
  return (
    <div className="map-tab">
      <div className="inline-form">
        {routing}
        <label className="field grow"><span>{t('map.list')}</span>
          <select value={listId} data-testid="map-list" onChange={(event) => show(event.target.value)}>
            <option value="">{t('map.noList')}</option>
            {view.lists.map((list) => <option key={list.listId} value={list.listId}>{[list.listNumber, list.personName, t('map.places', { done: list.donePlaces, all: list.places })].filter((text) => text !== '').join(' · ')}</option>)}
          </select>
        </label>
        <Button disabled={busy} onPress={() => { reload(); show(listId) }}>{t('map.again')}</Button>
        <p data-testid="map-words">{walk ? t('map.walk', { metres: walk.metres, done, all: walk.stops.length }) + (walk.moreMetres > 0 ? ` ${t('map.more', { metres: walk.moreMetres, minutes: Math.round(walk.moreSeconds / 60) })}` : '') : t('map.site', { aisles: view.ways.aisles.length, places: view.placeCount })}{view.unplacedCount > 0 && !walk && ` ${t('map.unplaced', { count: view.unplacedCount })}`}{walk && walk.unplaced.length > 0 && ` ${t('map.listUnplaced', { places: walk.unplaced.slice(0, 5).join(t('common.listComma')), count: walk.unplaced.length })}`}</p>
      </div>
      <Trouble why={trouble} />
      <div className="map-frame"><SiteMap ways={view.ways} stops={walk?.stops ?? []} path={walk?.path ?? []} label={t('board.map')} /></div>
      <p className="map-key"><b className="key-now" />{t('map.now')}<b className="key-next" />{t('map.next')}<b className="key-open" />{t('map.open')}<b className="key-done" />{t('map.done')}<b className="key-start" />{t('map.start')}</p>
    </div>
  )
}
