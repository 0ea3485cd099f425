import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StockRules, StockView } from '#shared/contract/stock-board.ts'
import { placeRules, shortStockRules } from '#shared/domain/waves/stock/choose-places.ts'
import { Button } from '../ui/Button.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { type BoardClient, useAsk } from './use-board.ts'

const SHOWN_ROWS = 50
/** '' is no line; anything that is no whole number is undefined. */
const piecesOf = (text: string): number | null | undefined => (text.trim() === '' ? null : /^\d{1,8}$/.test(text.trim()) ? Number(text) : undefined)

/** 库存预警, and how stock is promised: the lines and rules of the site. */
export function StockTab({ board }: { board: BoardClient }) {
  const { t } = useTranslation()
  const [view, setView] = useState<StockView | null>(null)
  const [forAll, setForAll] = useState('')
  const [line, setLine] = useState({ sku: '', pieces: '' })
  const [isSaved, setSaved] = useState(false)
  const { busy, trouble, ask } = useAsk()
  const reload = useCallback(() => ask(() => board.call('stock.view', {}), (next) => {
    setView(next)
    setForAll(next.rules.lowStockPieces === null ? '' : String(next.rules.lowStockPieces))
  }), [ask, board])
  useEffect(reload, [reload])
  if (!view) return <Trouble why={trouble} />
  const saved = (): void => {
    setSaved(true)
    reload()
  }
  const save = (change: Partial<StockRules>): void => ask(() => board.call('stock.save-rules', { ...view.rules, ...change }), saved)
  const saveLine = (sku: string, pieces: number | null): void => ask(() => board.call('stock.save-line', { sku, pieces }), () => {
    setLine({ sku: '', pieces: '' })
    saved()
  })
  const [allPieces, linePieces] = [piecesOf(forAll), piecesOf(line.pieces)]
  return (
    <>
      <Trouble why={trouble} />
      <div className="inline-form" data-testid="stock-rules">
        <label className="field"><span>{t('stock.placeRule')}</span><select value={view.rules.placeRule} disabled={busy} onChange={(event) => save({ placeRule: placeRules.find((each) => each === event.target.value) ?? 'fewest-visits' })}>{placeRules.map((each) => <option key={each} value={each}>{t(`placeRule.${each}`)}</option>)}</select></label>
        <label className="field"><span>{t('stock.shortRule')}</span><select value={view.rules.shortStockRule} disabled={busy} onChange={(event) => save({ shortStockRule: shortStockRules.find((each) => each === event.target.value) ?? 'hold' })}>{shortStockRules.map((each) => <option key={each} value={each}>{t(`shortStockRule.${each}`)}</option>)}</select></label>
        <label className="field"><span>{t('stock.lineForAll')}</span><input inputMode="numeric" value={forAll} onChange={(event) => setForAll(event.target.value)} /></label>
        <Button disabled={busy || allPieces === undefined} onPress={() => save({ lowStockPieces: allPieces ?? null })}>{t('stock.save')}</Button>
        {isSaved && !busy && <p className="form-good" role="status">✓ {t('site.saved')}</p>}
      </div>
      <div className="inline-form">
        <label className="field"><span>{t('stock.lineSku')}</span><input value={line.sku} onChange={(event) => setLine({ ...line, sku: event.target.value })} /></label>
        <label className="field"><span>{t('stock.linePieces')}</span><input inputMode="numeric" value={line.pieces} onChange={(event) => setLine({ ...line, pieces: event.target.value })} /></label>
        <Button disabled={busy || line.sku.trim() === '' || linePieces === undefined} onPress={() => saveLine(line.sku.trim(), linePieces ?? null)}>{t('stock.saveLine')}</Button>
        {view.lines.length > 0 && <p className="grow">{t('stock.ownLines', { count: view.lines.length })} {view.lines.slice(0, 6).map((each) => `${each.sku} ${each.pieces}`).join(t('common.listComma'))}</p>}
      </div>
      <h2>{t('stock.low', { count: view.low.count })}</h2>
      {view.low.count === 0 ? <p className="muted">{t('stock.noneLow')}</p> : (
        <table className="table selectable" data-testid="low-stock">
          <thead><tr><th>{t('stock.product')}</th><th className="number">{t('stock.free')}</th><th className="number">{t('stock.promised')}</th><th className="number">{t('stock.line')}</th></tr></thead>
          <tbody>{view.low.first.slice(0, SHOWN_ROWS).map((each) => <tr key={each.sku}><td><b>{each.name}</b><span className="sub">{each.sku}</span></td><td className="number"><b>{each.freePieces}</b></td><td className="number">{each.promisedPieces}</td><td className="number">{each.line}</td></tr>)}</tbody>
        </table>
      )}
      {view.low.count > SHOWN_ROWS && <p>{t('board.more', { count: view.low.count - SHOWN_ROWS })}</p>}
    </>
  )
}
