import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardSuggestion } from '#shared/contract/wave-suggestions.ts'
import { suggestTerms, usualWeights } from '#shared/domain/waves/wave-building/suggestion.ts'
import { Button } from '../ui/Button.tsx'
import { momentOf } from '../ui/format.ts'
import { Trouble } from '../ui/Trouble.tsx'
import type { ToPlan } from './PlanPanel.tsx'
import { releaseOnce } from './release-once.ts'
import { type BoardClient, useAsk } from './use-board.ts'
import { Working } from './Working.tsx'

/** What to release now, in words, with the weights a supervisor gives. A release takes what of these orders still waits and fits. */
export function SuggestPanel({ board, onPlan }: { board: BoardClient; onPlan: (toPlan: ToPlan) => void }) {
  const { t, i18n } = useTranslation()
  const [weights, setWeights] = useState(usualWeights)
  const [pickers, setPickers] = useState(4)
  const [found, setFound] = useState<BoardSuggestion[] | null>(null)
  const [news, setNews] = useState('')
  const { busy, trouble, ask } = useAsk()
  const suggest = (): void => {
    setNews('')
    ask(() => board.call('wave.suggest', { pickers, weights }), setFound)
  }
  const release = ({ ruleId, orderIds }: BoardSuggestion): void => {
    ask(() => releaseOnce([ruleId, ...orderIds].join(' '), (requestId) => board.call('wave.release', { requestId, ruleId, orderIds })), (released) => {
      setFound(null)
      setNews(t('board.releasedWave', { number: released.waveNumber, count: released.orderCount }))
    })
  }
  return (
    <details className="panel suggest" data-testid="suggest">
      <summary>{t('suggest.title')}</summary>
      <div className="inline-form">
        {suggestTerms.map((term) => (
          <label key={term} className="field">{t(`suggest.weight.${term}`)} <b>{weights[term]}</b>
            <input type="range" min={0} max={10} value={weights[term]} onChange={(event) => setWeights({ ...weights, [term]: Number(event.target.value) })} />
          </label>
        ))}
        <label className="field">{t('suggest.pickers')} <b>{pickers}</b><input type="range" min={1} max={40} value={pickers} onChange={(event) => setPickers(Number(event.target.value))} /></label>
        <Button look="main" disabled={busy} onPress={suggest}>{t('suggest.ask')}</Button>
      </div>
      <Trouble why={trouble} />
      {news !== '' && <p className="form-good" role="status" data-testid="suggest-news">✓ {news}</p>}
      <Working busy={busy} />
      {found?.length === 0 && <p className="muted">{t('suggest.none')}</p>}
      <ul className="cards">
        {found?.map((each) => (
          <li key={`${each.ruleId} ${each.orderIds[0]}`} className="panel card">
            <div>
              <h3>{t(`suggest.${each.itemCount}`, { orders: each.orderIds.length, carrier: i18n.language === 'en' ? each.carrierNameEn : each.carrierName, time: momentOf(each.cutOffAtMs, i18n.language), minutes: each.minutes, pickers: each.pickers })}</h3>
              <p>{each.ruleName} · {t(`mode.${each.mode}`)} · {t('suggest.size', { pieces: each.pieces, aisles: each.aisles })} · {t('suggest.score', { score: each.score })}</p>
              <ul className="whys">{each.why.map((why) => <li key={why.code}>{t(`suggest.why.${why.code}`, { value: why.value })}</li>)}</ul>
              {each.heldBack.noRoom > 0 && <small>{t('suggest.noRoom', { count: each.heldBack.noRoom })}</small>}
            </div>
            <div className="card-choices">{each.mayPlan && <Button disabled={busy} onPress={() => onPlan({ ruleId: each.ruleId, ruleName: each.ruleName, orderIds: each.orderIds })}>{t('plan.open')}</Button>}<Button look="main" disabled={busy} onPress={() => release(each)}>{t('suggest.release', { count: each.orderIds.length })}</Button></div>
          </li>
        ))}
      </ul>
    </details>
  )
}
