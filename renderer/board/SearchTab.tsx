import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type * as z from 'zod'
import type { FoundOrder } from '#shared/contract/board-api.ts'
import { takeScans } from '../input/scan-taker.ts'
import { Button } from '../ui/Button.tsx'
import { ConfirmButton } from '../ui/ConfirmButton.tsx'
import { dayAndTime, momentOf } from '../ui/format.ts'
import { Trouble } from '../ui/Trouble.tsx'
import type { CarrierName } from './carrier-name.ts'
import { ReprintButtons } from './ReprintButtons.tsx'
import { holdText } from './refusal-text.ts'
import { newestOnly } from './newest-only.ts'
import { storyStep } from './story-step.ts'
import { type BoardClient, useAsk } from './use-board.ts'

type Found = z.infer<typeof FoundOrder>

export function SearchTab({ board, carrierName }: { board: BoardClient; carrierName: CarrierName }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [found, setFound] = useState<Found[] | null>(null)
  const { busy, trouble, ask } = useAsk()
  const [newest] = useState(newestOnly)
  const searchFor = useCallback((wanted: string): void => {
    if (wanted.trim() !== '') ask(() => board.call('board.search', { text: wanted.trim().slice(0, 128) }), newest(setFound))
  }, [ask, board, newest])
  const search = (): void => searchFor(text)
  useEffect(() => takeScans((code) => {
    setText(code)
    searchFor(code)
  }), [searchFor])
  return (
    <>
      <form className="inline-form" onSubmit={(event) => { event.preventDefault(); search() }}>
        <label className="field grow"><span>{t('board.searchHint')}</span><input autoFocus maxLength={128} value={text} onChange={(event) => setText(event.target.value)} /></label>
        <Button look="main" disabled={busy} submits>{t('board.find')}</Button>
      </form>
      <Trouble why={trouble} />
      {found?.length === 0 && <p className="muted big-words">{t('board.nothingFound')}</p>}
      <ul className="cards" data-testid="found">{found?.map((order) => <FoundCard key={order.orderId} order={order} board={board} carrierName={carrierName} onActed={search} />)}</ul>
    </>
  )
}

function FoundCard({ order, board, carrierName, onActed }: { order: Found; board: BoardClient; carrierName: CarrierName; onActed: () => void }) {
  const { t, i18n } = useTranslation()
  const { busy, trouble, ask } = useAsk()
  const [reason, setReason] = useState('')
  return (
    <li className="panel">
      <h3 className="selectable">{order.number} <small>{order.shop} · {t(`orderState.${order.state}`)}{order.holds.length > 0 && ` · ${order.holds.map((hold) => holdText(hold, t)).join(t('common.listComma'))}`}</small></h3>
      <p className="selectable">{[order.waveNumber, carrierName(order.carrierCode, true), order.waybillNumber].filter((each) => each !== '').join(' · ')}{order.cutOffAtMs !== null && ` · ${t('common.cutOff', { time: momentOf(order.cutOffAtMs, i18n.language) })}`}</p>
      <p className="muted">{t('board.receiver')}: {order.maskedName} {order.maskedPhone} {order.maskedAddress}{order.enclosures.length > 0 && ` · ${order.enclosures.map((each) => t(`enclosure.${each}`)).join(', ')}`}</p>
      <table className="table">
        <thead><tr><th>{t('board.line')}</th><th className="number">{t('board.asked')}</th><th className="number">{t('board.picked')}</th><th className="number">{t('board.put')}</th><th className="number">{t('board.checked')}</th><th className="number">{t('board.shortQty')}</th></tr></thead>
        <tbody>{order.lines.map((line, index) => <tr key={index}><td>{line.sku} {line.name}</td><td className="number">{line.askedQty}</td><td className="number">{line.pickedQty}</td><td className="number">{line.putQty}</td><td className="number">{line.checkedQty}</td><td className="number">{line.shortQty}</td></tr>)}</tbody>
      </table>
      {order.story.length > 0 && <details><summary>{t('board.story')} ({order.story.length})</summary><ol className="story">{order.story.map((step, index) => <li key={index}>{dayAndTime(step.atMs, i18n.language)} · {storyStep(step, t)}</li>)}</ol></details>}
      <div className="inline-form">
        <label className="field grow"><span>{t('board.kickOutReason')}</span><input maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} /></label>
        <ConfirmButton disabled={busy || reason.trim() === ''} onPress={() => ask(() => board.call('order.kick-out', { orderId: order.orderId, reason: reason.trim() }), onActed)}>{t('board.kickOut')}</ConfirmButton>
        <ConfirmButton disabled={busy} onPress={() => ask(() => board.call('order.cancel', { number: order.number, shop: order.shop, why: 'cancelled' }), onActed)}>{t('board.cancelOrder')}</ConfirmButton>
        <ConfirmButton disabled={busy} onPress={() => ask(() => board.call('order.cancel', { number: order.number, shop: order.shop, why: 'refunded' }), onActed)}>{t('board.refundOrder')}</ConfirmButton>
      </div>
      {order.mayReprint && <ReprintButtons disabled={busy} onPress={(reprintReason) => ask(() => board.call('label.reprint', { orderId: order.orderId, reason: reprintReason }), onActed)} />}
      <Trouble why={trouble} />
    </li>
  )
}
