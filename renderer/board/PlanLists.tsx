import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type * as z from 'zod'
import { isRefused } from '#shared/contract/board-refusals.ts'
import type { PlanChange, PlanOrders, PlanTargets, PlanView } from '#shared/contract/wave-plans.ts'
import { Button } from '../ui/Button.tsx'
import { momentOf } from '../ui/format.ts'
import { type BoardClient, ignoreClosed } from './use-board.ts'

type Orders = z.infer<typeof PlanOrders>
type Targets = z.infer<typeof PlanTargets>

/** The lists of a plan beside the orders of the one that is open. Everything is done with buttons, boxes and one choice, so a keyboard does it as well. */
export function PlanLists({ board, plan, busy, onChange }: { board: BoardClient; plan: PlanView; busy: boolean; onChange: (change: PlanChange) => void }) {
  const { t, i18n } = useTranslation()
  const [open, setOpen] = useState(0)
  const list = Math.min(open, plan.lists.length - 1)
  return (
    <div className="plan-columns">
      <div className="plan-lists">
        <table className="table" data-testid="plan-lists">
          <thead><tr><th>{t('plan.list')}</th><th className="number">{t('board.orders')}</th><th className="number">{t('board.pieces')}</th><th className="number">{t('plan.metres')}</th><th className="number">{t('plan.minutes')}</th><th>{t('board.cutOff')}</th><th>{t('board.zone')}</th><th>{t('plan.pin')}</th></tr></thead>
          <tbody>
            {plan.lists.map((each, index) => (
              <tr key={index} className={index === list ? 'plan-open' : ''} onClick={() => setOpen(index)}>
                <td><button type="button" className="link-button" aria-current={index === list ? 'true' : undefined} onClick={() => setOpen(index)}>{t('plan.listNumber', { number: index + 1 })}</button></td>
                <td className="number">{each.orders}</td><td className="number">{each.pieces}</td><td className="number">{each.metres}</td><td className="number">{each.minutes}</td>
                <td className={each.isLate ? 'mark' : ''}>{momentOf(each.cutOffAtMs, i18n.language)}{each.isLate && ` ${t('plan.isLate')}`}</td><td>{each.zones.join(' ')}</td>
                <td onClick={(event) => event.stopPropagation()}><input type="checkbox" disabled={busy} checked={each.isPinned} aria-label={t('plan.pinList', { number: index + 1 })} onChange={(event) => onChange({ kind: 'pin', list: index, pinned: event.target.checked })} /></td>
              </tr>
            ))}
          </tbody>
        </table>
        {plan.listCount > plan.lists.length && <p className="muted">{t('board.more', { count: plan.listCount - plan.lists.length })}</p>}
        {plan.excludedCount > 0 && (
          <div className="inline-form" data-testid="plan-excluded"><b>{t('plan.excluded', { count: plan.excludedCount })}</b>{plan.excluded.map((each) => <Button key={each.orderId} disabled={busy} onPress={() => onChange({ kind: 'include', orderId: each.orderId })}>{t('plan.include', { number: each.number })}</Button>)}</div>
        )}
        <ul className="whys">
          {plan.unplannable.map((each) => <li key={each.number}>{t(`plan.unplannable.${each.why}`, { number: each.number, asked: each.asked, held: each.held })}</li>)}
          {plan.unplannableCount > plan.unplannable.length && <li>{t('board.more', { count: plan.unplannableCount - plan.unplannable.length })}</li>}
          {plan.leftOut.map((each) => <li key={each.why}>{t('board.leftOut', { why: t(`leftOut.${each.why}`), count: each.count })}</li>)}
        </ul>
      </div>
      {list >= 0 && <OpenList key={`${plan.planId} ${plan.revision} ${list}`} board={board} plan={plan} list={list} busy={busy} onChange={onChange} />}
    </div>
  )
}

/** The orders of one list, and what can be done with those that are chosen. */
function OpenList({ board, plan, list, busy, onChange }: { board: BoardClient; plan: PlanView; list: number; busy: boolean; onChange: (change: PlanChange) => void }) {
  const { t } = useTranslation()
  const [orders, setOrders] = useState<Orders>([])
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [targets, setTargets] = useState<Targets>([])
  const [to, setTo] = useState<number | null>(null)
  const { planId, revision } = plan
  useEffect(() => {
    let wanted = true
    board.call('plan.orders', { planId, revision, list }).then((answer) => { if (wanted && !isRefused(answer)) setOrders(answer) }, ignoreClosed)
    return () => { wanted = false }
  }, [board, planId, revision, list])
  useEffect(() => {
    if (chosen.length === 0) return undefined
    let wanted = true
    board.call('plan.targets', { planId, revision, orderIds: [...chosen] }).then((answer) => {
      if (!wanted || isRefused(answer)) return
      setTargets(answer)
      setTo(answer[0]?.to ?? null)
    }, ignoreClosed)
    return () => { wanted = false }
  }, [board, planId, revision, chosen])
  const isPinned = plan.lists[list]?.isPinned === true
  const none = chosen.length === 0 || isPinned || busy
  const choose = (orderId: string, on: boolean): void => setChosen(on ? [...chosen, orderId] : chosen.filter((each) => each !== orderId))
  const nameOf = (target: number): string => (target >= plan.listCount ? t('plan.newList') : t('plan.listNumber', { number: target + 1 }))
  return (
    <div className="panel plan-one" data-testid="plan-one">
      <h3>{t('plan.listNumber', { number: list + 1 })}{isPinned && ` · ${t('plan.isPinned')}`}</h3>
      <div className="plan-acts">
        <label className="field">{t('plan.moveTo', { count: chosen.length })}
          <select disabled={none || targets.length === 0} value={to ?? ''} onChange={(event) => setTo(Number(event.target.value))}>
            {(chosen.length > 0 ? targets : []).map((each) => <option key={each.to} value={each.to}>{t(each.metres < 0 ? 'plan.targetLess' : 'plan.targetMore', { list: nameOf(each.to), metres: Math.abs(each.metres) })}</option>)}
          </select>
        </label>
        <Button disabled={none || to === null || targets.length === 0} onPress={() => { if (to !== null) onChange({ kind: 'move', orderIds: [...chosen], to }) }}>{t('plan.move')}</Button>
        <Button disabled={none || chosen.length === orders.length} onPress={() => onChange({ kind: 'split', list, orderIds: [...chosen] })}>{t('plan.split')}</Button>
        <Button disabled={none} onPress={() => onChange({ kind: 'exclude', orderIds: [...chosen] })}>{t('plan.exclude')}</Button>
      </div>
      <ul className="plan-orders">
        {orders.map((each) => (
          <li key={each.orderId}><label><input type="checkbox" disabled={isPinned} checked={chosen.includes(each.orderId)} onChange={(event) => choose(each.orderId, event.target.checked)} /> <b>{each.number}</b> {t('plan.orderSize', { pieces: each.pieces, lines: each.lines, zones: each.zones.join(' ') })}</label></li>
        ))}
      </ul>
    </div>
  )
}
