import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { BoardRefused } from '#shared/contract/board-refusals.ts'
import type { Out } from '#shared/contract/contract.ts'
import { mintId } from '../system.ts'
import { Button } from '../ui/Button.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { holdText } from './refusal-text.ts'
import { type BoardClient, useAsk } from './use-board.ts'

const formats = ['auto', 'shopify', 'taobao', 'csv', 'packwave-json', 'layout', 'stock'] as const
const SHOWN_ROWS = 50

/** Base64 of a file's bytes; the encoding of its text (GBK or UTF-8) is the hub's to find out. */
async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let binary = ''
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(binary)
}

/** A file input in the language of the page: the browser's own speaks the language of the browser. */
function FileField({ label, names, multiple = false, onChosen }: { label: string; names: string[]; multiple?: boolean; onChosen: (files: File[]) => void }) {
  const { t } = useTranslation()
  return (
    <label className="field grow file-field">
      <span>{label}</span>
      <input type="file" multiple={multiple} onChange={(event) => onChosen([...(event.target.files ?? [])])} />
      <span className="file-names"><b className="button button-plain">{t('board.chooseFiles')}</b>{names.join(t('common.listComma')) || t('board.noFile')}</span>
    </label>
  )
}

/** A whole file was refused: the counts alone are a row of zeros that says nothing of it. */
function hasTakenNothing({ orders, products, layout, stock, refusals }: Report): boolean {
  return refusals.length > 0 && orders.accepted + orders.updated + orders.unchanged + orders.held + orders.refused + products + stock.accepted + stock.updated + stock.unchanged + stock.refused === 0 && layout === null
}

type Report = Exclude<Out<BoardApi, 'orders.import'>, BoardRefused>

/** What the import says of single rows, in the language of the page. */
function SaidTable({ title, said, count }: { title: string; said: Report['refusals']; count: number }) {
  const { t } = useTranslation()
  if (said.length === 0) return null
  return (
    <>
      <table className="table selectable">
        <thead><tr><th>{t('board.file')}</th><th>{t('board.row')}</th><th>{t('board.column')}</th><th>{t('board.value')}</th><th>{title}</th></tr></thead>
        <tbody>{said.slice(0, SHOWN_ROWS).map((each, index) => <tr key={index}><td>{each.file}</td><td className="number">{each.row}</td><td>{each.column}</td><td>{each.value}</td><td>{t(`importRefusal.${each.code}`, each.values ?? {})}</td></tr>)}</tbody>
      </table>
      {count > SHOWN_ROWS && <p>{t('board.more', { count: count - SHOWN_ROWS })}</p>}
    </>
  )
}

/** Files in, whole outcome out: what was taken, what was refused, and what is worth knowing of the rest, with file, row, column, value and reason. */
export function ImportTab({ board }: { board: BoardClient }) {
  const { t } = useTranslation()
  const [files, setFiles] = useState<File[]>([])
  const [mapping, setMapping] = useState<File | null>(null)
  const [format, setFormat] = useState<(typeof formats)[number]>('auto')
  const [report, setReport] = useState<Report | null>(null)
  const { busy, trouble, ask } = useAsk()
  const start = (): void =>
    ask(async () => {
      const named = await Promise.all(files.map(async (file) => ({ name: file.name, base64: await base64Of(file) })))
      return board.call('orders.import', { requestId: mintId(), format, files: named, ...(mapping ? { mapping: await mapping.text() } : {}) })
    }, setReport)
  return (
    <>
      <div className="inline-form">
        <label className="field"><span>{t('board.format')}</span><select value={format} onChange={(event) => setFormat(formats.find((each) => each === event.target.value) ?? 'auto')}>{formats.map((each) => <option key={each} value={each}>{t(`format.${each}`)}</option>)}</select></label>
        <FileField label={t('board.files')} names={files.map((file) => file.name)} multiple onChosen={(chosen) => setFiles(chosen.slice(0, 10))} />
        {format === 'csv' && <FileField label={t('board.mapping')} names={mapping ? [mapping.name] : []} onChosen={([chosen]) => setMapping(chosen ?? null)} />}
        <Button look="main" disabled={busy || files.length === 0} onPress={start}>{busy ? t('board.importing') : t('board.startImport')}</Button>
      </div>
      <p className="muted selectable">{t('board.ownTable', { orders: t('board.ownOrderColumns'), products: t('board.ownProductColumns') })}</p>
      <Trouble why={trouble} />
      {report && (
        <section data-testid="import-report">
          {hasTakenNothing(report) && <p className="form-error" role="alert">✕ {t('board.importedNothing')}</p>}
          <ul className="board-counts">
            {([['accepted', report.orders.accepted], ['updated', report.orders.updated], ['unchanged', report.orders.unchanged], ['held', report.orders.held], ['refusedRows', report.orders.refused], ['products', report.products], ['pieces', report.pieces]] as const).map(([key, value]) => <li key={key} className={key === 'refusedRows' && value > 0 ? 'warning' : ''}><b>{value}</b><span>{t(`board.${key}`)}</span></li>)}
          </ul>
          {report.layout && <p data-testid="layout-outcome">{t('board.layoutTaken', { places: report.layout.places, aisles: report.layout.aisles, changed: report.layout.accepted + report.layout.updated })}{report.layout.forgotten > 0 && ` ${t('board.layoutForgotten', { count: report.layout.forgotten })}`}{report.layout.openLists > 0 && ` ${t('board.layoutOpenLists', { count: report.layout.openLists })}`}</p>}
          {report.stock.accepted + report.stock.updated + report.stock.unchanged + report.stock.refused > 0 && <p data-testid="stock-outcome">{t('board.stockTaken', { ...report.stock })}</p>}
          <SaidTable title={t('common.reason')} said={report.refusals} count={report.refusals.length} />
          <SaidTable title={t('board.notes')} said={report.notes} count={report.noteCount} />
          {report.held.length > 0 && (
            <table className="table selectable">
              <thead><tr><th>{t('board.held')} · {t('board.order')}</th><th>{t('common.reason')}</th></tr></thead>
              <tbody>{report.held.slice(0, SHOWN_ROWS).map((each, index) => <tr key={index}><td>{each.order}</td><td>{each.holds.map((hold) => holdText(hold, t)).join(t('common.listComma'))}</td></tr>)}</tbody>
            </table>
          )}
          {report.held.length > SHOWN_ROWS && <p>{t('board.more', { count: report.held.length - SHOWN_ROWS })}</p>}
          {report.discrepancies.length > 0 && (
            <table className="table selectable">
              <thead><tr><th>{t('board.late')} · {t('board.order')}</th><th>{t('common.reason')}</th></tr></thead>
              <tbody>{report.discrepancies.slice(0, SHOWN_ROWS).map((each, index) => <tr key={index}><td>{each.order}</td><td>{t(`lateChange.${each.code}`)}</td></tr>)}</tbody>
            </table>
          )}
        </section>
      )}
    </>
  )
}
