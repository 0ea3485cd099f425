import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardCarrierNumbers, NumbersView } from '#shared/contract/number-board.ts'
import { rangeBetween } from '#shared/domain/waybills/number-ranges.ts'
import { Button } from '../ui/Button.tsx'
import { dayOf, wholeNumber } from '../ui/format.ts'
import { Trouble } from '../ui/Trouble.tsx'
import { type BoardClient, useAsk } from './use-board.ts'

/** The carrier takes numbers back when that day is over, by this computer's calendar. '' is no end; what is no day of the form 2026-12-31 is undefined. */
function endOfDay(text: string): number | null | undefined {
  const day = text.trim()
  const endMs = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T24:00:00`).getTime() : Number.NaN
  if (day === '') return null
  return Number.isFinite(endMs) && dayOf(endMs - 1) === day ? endMs : undefined
}

/** 面单号段: what each carrier's numbers still last for, and one range more. */
export function NumbersTab({ board }: { board: BoardClient }) {
  const { t, i18n } = useTranslation()
  const [view, setView] = useState<NumbersView | null>(null)
  const [form, setForm] = useState({ carrierCode: '', first: '', last: '', ends: '' })
  const [isAdded, setAdded] = useState(false)
  const { busy, trouble, ask } = useAsk()
  const reload = useCallback(() => ask(() => board.call('numbers.view', {}), setView), [ask, board])
  useEffect(reload, [reload])
  if (!view) return <Trouble why={trouble} />
  const nameOf = (carrier: BoardCarrierNumbers): string => (i18n.language.startsWith('zh') ? carrier.name : carrier.nameEn)
  const withRanges = view.carriers.filter((each) => each.source !== 'asked')
  const carrier = withRanges.find((each) => each.carrierCode === form.carrierCode) ?? withRanges[0]
  const range = carrier && rangeBetween(form.first.trim(), form.last.trim(), carrier.checkDigit)
  const endsAtMs = endOfDay(form.ends)
  const isBegun = form.first !== '' && form.last !== ''
  const change = (part: Partial<typeof form>): void => {
    setForm({ ...form, ...part })
    setAdded(false)
  }
  const add = (): void => {
    if (!range || endsAtMs === undefined) return
    const { prefix, digits, suffix, startNumber, numberCount } = range
    ask(() => board.call('numbers.add-range', { carrierCode: carrier.carrierCode, prefix, digits, suffix, startNumber, numberCount, endsAtMs }), () => {
      setForm({ ...form, first: '', last: '', ends: '' })
      setAdded(true)
      reload()
    })
  }
  return (
    <>
      <Trouble why={trouble} />
      {view.carriers.length === 0 && <p className="big-words muted">{t('numbers.noCarriers')}</p>}
      {carrier && (
        <div className="inline-form" data-testid="add-range">
          <label className="field"><span>{t('numbers.carrier')}</span><select value={carrier.carrierCode} disabled={busy} onChange={(event) => change({ carrierCode: event.target.value })}>{withRanges.map((each) => <option key={each.carrierCode} value={each.carrierCode}>{nameOf(each)}</option>)}</select></label>
          <label className="field"><span>{t('numbers.first')}</span><input size={14} value={form.first} onChange={(event) => change({ first: event.target.value.toUpperCase() })} /></label>
          <label className="field"><span>{t('numbers.last')}</span><input size={14} value={form.last} onChange={(event) => change({ last: event.target.value.toUpperCase() })} /></label>
          <label className="field"><span>{t('numbers.ends')}</span><input size={9} inputMode="numeric" maxLength={10} placeholder="2026-12-31" value={form.ends} onChange={(event) => change({ ends: event.target.value })} /></label>
          <Button disabled={busy || !range || endsAtMs === undefined} onPress={add}>{t('numbers.add')}</Button>
          <p className="grow" role="status">{isAdded ? t('numbers.added') : endsAtMs === undefined ? t('numbers.noDay') : range ? t('numbers.adds', { count: wholeNumber(range.numberCount, i18n.language) }) : isBegun ? t('numbers.noRange') : ''}</p>
        </div>
      )}
      {view.carriers.map((each) => <section key={each.carrierCode} data-testid="carrier-numbers"><CarrierNumbers carrier={each} name={nameOf(each)} /></section>)}
    </>
  )
}

function CarrierNumbers({ carrier, name }: { carrier: BoardCarrierNumbers; name: string }) {
  const { t, i18n } = useTranslation()
  const count = (value: number): string => wholeNumber(value, i18n.language)
  return (
    <>
      <h2>{name}{carrier.source !== 'asked' && <> · <span className={carrier.state === 'enough' ? '' : 'warning-words'}>{t('numbers.left')} {count(carrier.left)} · {t(`numbers.carrierState.${carrier.state}`)}</span></>}</h2>
      <p className="muted">{t(`numbers.source.${carrier.source}`)}{carrier.waiting > 0 && ` · ${t('numbers.waiting', { count: carrier.waiting })}`}</p>
      {carrier.ranges.length > 0 && (
        <table className="table">
          <thead><tr><th>{t('numbers.range')}</th><th className="number">{t('numbers.left')}</th><th>{t('numbers.ends')}</th><th>{t('numbers.state')}</th></tr></thead>
          <tbody>
            {carrier.ranges.map((range) => (
              <tr key={range.rangeId}>
                <td><b>{range.firstNumber}</b> – {range.lastNumber}</td><td className="number">{t('numbers.of', { left: count(range.left), total: count(range.numberCount) })}</td>
                <td>{range.endsAtMs === null ? t('numbers.endsNever') : dayOf(range.endsAtMs - 1)}</td><td className={range.state === 'open' || range.state === 'used-up' ? '' : 'warning-words'}>{t(`numbers.rangeState.${range.state}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {carrier.ranges.length === 0 && carrier.source !== 'asked' && <p className="muted">{t('numbers.none')}</p>}
      {carrier.blocks.length > 0 && <p>{t('numbers.atStations')} {carrier.blocks.map((block) => t('numbers.atStation', { station: block.stationName, left: count(block.left) })).join(t('common.listComma'))}</p>}
    </>
  )
}
