import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MeanwhileReason, PlanChange, PlanView } from '#shared/contract/wave-plans.ts'
import { batchAims, type BatchAim } from '#shared/domain/waves/batching/problem.ts'
import { Button } from '../ui/Button.tsx'
import { wholeNumber, workingTime } from '../ui/format.ts'
import { Trouble } from '../ui/Trouble.tsx'
import { PlanLists } from './PlanLists.tsx'
import { releaseOnce } from './release-once.ts'
import { type PlanProgress, usePlan } from './use-plan.ts'
import { type BoardClient, useAsk } from './use-board.ts'
import { Working } from './Working.tsx'

/** What is to be planned: what a rule takes now, or of that only these orders. */
export type ToPlan = { ruleId: string; ruleName: string; orderIds?: string[] | undefined }

const thinkSeconds = [2, 10, 60] as const
const againSeconds = 10

/** The lists of one wave before it goes out: planned while a supervisor looks on, changed by hand, released as they stand. */
export function PlanPanel({ board, toPlan, onClose }: { board: BoardClient; toPlan: ToPlan; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const [pickers, setPickers] = useState(4)
  const [aim, setAim] = useState<BatchAim>('least-length')
  const [seconds, setSeconds] = useState<number>(thinkSeconds[0])
  const [news, setNews] = useState('')
  const { plan, progress, isGone, show } = usePlan(board)
  const { busy, trouble, ask } = useAsk()
  const number = (value: number): string => wholeNumber(value, i18n.language)

  const start = (): void => {
    setNews('')
    ask(() => board.call('plan.open', { ruleId: toPlan.ruleId, orderIds: toPlan.orderIds, pickers, aim, seconds }), show)
  }
  const change = (shown: PlanView, asked: PlanChange): void => ask(() => board.call('plan.change', { planId: shown.planId, revision: shown.revision, change: asked }), (answer) => {
    show(answer.plan)
    setNews([moreOrLess('Metres', answer.metres), moreOrLess('Minutes', answer.minutes)].filter((words) => words !== '').join(t('common.listComma')) || t('plan.same'))
  })
  const moreOrLess = (unit: 'Metres' | 'Minutes', by: number): string => (by === 0 ? '' : t(by > 0 ? `plan.more${unit}` : `plan.less${unit}`, { value: number(Math.abs(by)) }))
  const release = ({ planId, revision }: PlanView): void => ask(() => releaseOnce(planId, (requestId) => board.call('plan.release', { planId, revision, requestId })), (released) => {
    show(null)
    setNews([t('board.releasedWave', { number: released.waveNumber, count: released.orderCount }), ...released.meanwhile.map((each) => behind(each))].join(' '))
  })
  const behind = ({ why, count, numbers }: { why: MeanwhileReason; count: number; numbers: string[] }): string => t('plan.behind', { why: t(`plan.meanwhile.${why}`), count, numbers: numbers.join(' ') })

  const closeButton = (
    <Button look="quiet" onPress={() => {
      if (plan) ask(() => board.call('plan.close', { planId: plan.planId }), onClose)
      else onClose()
    }}>{t('plan.close')}</Button>
  )
  return (
    <section className="plan" data-testid="plan">
      {plan?.state !== 'ready' && <header className="plan-figures"><h2>{t('plan.title')} · {toPlan.ruleName}</h2>{closeButton}</header>}
      <Trouble why={trouble} />
      {isGone && trouble === '' && <p className="form-error" role="alert" data-testid="plan-gone">{t('boardRefusal.plan-gone')}</p>}
      {news !== '' && <p className="form-good" role="status" data-testid="plan-news">✓ {news}</p>}
      <Working busy={busy} words={plan ? undefined : t('plan.reading')} />
      {!plan && (
        <div className="inline-form">
          <label className="field">{t('suggest.pickers')} <b>{pickers}</b><input type="range" min={1} max={40} value={pickers} onChange={(event) => setPickers(Number(event.target.value))} /></label>
          <label className="field">{t('plan.aim')}<select value={aim} data-testid="plan-aim" onChange={(event) => setAim(batchAims.find((each) => each === event.target.value) ?? 'least-length')}>{batchAims.map((each) => <option key={each} value={each}>{t(`plan.aims.${each}`)}</option>)}</select></label>
          <label className="field">{t('plan.seconds')}<select value={seconds} data-testid="plan-seconds" onChange={(event) => setSeconds(Number(event.target.value))}>{thinkSeconds.map((each) => <option key={each} value={each}>{t('plan.secondsMost', { count: each })}</option>)}</select></label>
          <Button look="main" disabled={busy} onPress={start}>{t('plan.start')}</Button>
        </div>
      )}
      {plan?.state === 'planning' && <Planning progress={progress} onStop={(keep) => ask(() => board.call('plan.stop', { planId: plan.planId, keep }), () => { if (!keep && plan.revision === 0) show(null) })} isFirst={plan.revision === 0} />}
      {plan?.state === 'ready' && (
        <>
          <div className="plan-figures">
            <p data-testid="plan-figures">
              <b>{toPlan.ruleName}</b> · <b>{t('plan.walk', { metres: number(plan.metres) })}</b> · <b className="plan-saved">{t('plan.saved', savedWords(plan.metres, plan.arrivalMetres, number))}</b> · <span className="one-line">{t('plan.done', { pickers: plan.pickers, time: workingTime(plan.doneMinutes, t) })}</span><br />
              {t('plan.size', { lists: number(plan.listCount), orders: number(plan.orderCount), pieces: number(plan.pieceCount) })}
              {plan.lateOrders + plan.arrivalLateOrders > 0 && <> · <span className={plan.lateOrders > 0 ? 'mark' : ''}>{t('plan.late', { count: plan.lateOrders, lists: plan.lateLists, arrival: plan.arrivalLateOrders })}</span></>}
              {plan.freeCarts !== null && plan.listCount > plan.freeCarts && <> · <span className="mark">{t('plan.fewCarts', { carts: plan.freeCarts, lists: plan.listCount })}</span></>}
            </p>
            <div className="card-choices">
              <Button disabled={busy || !plan.mayUndo} onPress={() => change(plan, { kind: 'undo' })}>{t('plan.undo')}</Button>
              <Button disabled={busy} onPress={() => ask(() => board.call('plan.again', { planId: plan.planId, revision: plan.revision, seconds: againSeconds }), show)}>{t('plan.again', { count: againSeconds })}</Button>
              <Button look="main" disabled={busy} onPress={() => release(plan)}>{t('plan.release')}</Button>
              {closeButton}
            </div>
          </div>
          <PlanLists board={board} plan={plan} busy={busy} onChange={(asked) => change(plan, asked)} />
        </>
      )}
    </section>
  )
}

function savedWords(metres: number, arrivalMetres: number, number: (value: number) => string): { metres: string; percent: number } {
  const saved = Math.max(0, arrivalMetres - metres)
  return { metres: number(saved), percent: arrivalMetres === 0 ? 0 : Math.round((100 * saved) / arrivalMetres) }
}

/** What it has found so far, live, and the two ways to end it. */
function Planning({ progress, isFirst, onStop }: { progress: PlanProgress | null; isFirst: boolean; onStop: (keep: boolean) => void }) {
  const { t, i18n } = useTranslation()
  const number = (value: number): string => wholeNumber(value, i18n.language)
  return (
    <div className="plan-figures" role="status" data-testid="plan-progress">
      <div>
        {progress ? <p><b>{t('plan.planning', { seconds: Math.floor(progress.elapsedMs / 1_000), most: progress.forMs / 1_000 })}</b></p> : <><p><b>{t('plan.beginning')}</b></p><Working busy words={t('plan.firstLists')} /></>}
        {progress && <p>{t('plan.walk', { metres: number(progress.metres) })} · <b className="plan-saved">{t('plan.saved', savedWords(progress.metres, progress.arrivalMetres, number))}</b></p>}
        <progress max={progress?.forMs ?? 1} value={progress?.elapsedMs ?? 0} aria-label={t('plan.title')} />
      </div>
      <div className="card-choices"><Button look="main" onPress={() => onStop(true)}>{t('plan.keep')}</Button><Button onPress={() => onStop(false)}>{t(isFirst ? 'plan.drop' : 'plan.asBefore')}</Button></div>
    </div>
  )
}
