import { say } from '#shared/domain/orders/import-sentences.ts'
import type { HoldReason, ImportRefusal, Recipient } from '#shared/domain/orders/imported-order.ts'
import { blankWhenNothing, dateReader, decimalOf, idCell, isDamagedId, meaningOf, textCell } from './cells.ts'
import { readTable, repeatedColumns, type Header } from './csv-table.ts'
import type { ImportItem } from './import-target.ts'
import { cut, emptyHead, OrderBook, type OrderHead } from './order-book.ts'
import { fileRefusal, type SourceFile } from './source-file.ts'

const taobaoOrderColumns = ['订单编号', '订单状态', '收货人姓名', '收货地址', '订单创建时间'] as const
const taobaoLineColumns = ['订单编号', '标题', '购买数量', '商家编码'] as const

const readOrderColumns = [
  ...taobaoOrderColumns, '买家留言', '联系电话', '联系手机', '物流单号', '物流公司', '订单备注', '店铺名称', '分销商店铺名称', '订单关闭原因', '发票抬头', '修改后的sku', '修改后的收货地址',
  '退款金额', '是否是O2O交易', '预约门店', '运送方式',
]
const readLineColumns = [...taobaoLineColumns, '外部系统编号', '商品属性', '订单状态']

/** Order and line states. 交易成功 and 卖家已发货 have left; 部分发货 has left in part, and which part the file does not say. */
const statusHolds: { [status: string]: HoldReason | null } = {
  等待买家付款: 'unpaid', 买家已付款等待卖家发货: null, 等待卖家发货: null, 卖家部分发货: 'already-shipped', 卖家已发货等待买家确认: 'already-shipped',
  卖家已发货: 'already-shipped', 交易成功: 'already-shipped', 交易关闭: 'cancelled', 卖家取消订单: 'cancelled', 买家取消订单: 'cancelled', 定金已付尾款未付: 'unpaid',
  买家已付定金等待尾款: 'unpaid',
}
const foldStatus = (text: string): string => text.replace(/[，,、\s]/g, '')

/** Taobao writes Beijing time. */
const readDate = dateReader('YYYY-MM-DD HH:mm:ss', '+08:00')

/** True for the header of an ExportOrderList / ExportOrderDetailList. */
export const isTaobaoOrders = (header: Header): boolean => taobaoOrderColumns.every((column) => header.at(column) >= 0) && header.at('标题') < 0
export const isTaobaoLines = (header: Header): boolean => taobaoLineColumns.every((column) => header.at(column) >= 0)

/** Reads ExportOrderList and ExportOrderDetailList, GBK or UTF-8 (IM24), joined by order number. Both kinds are needed. */
export async function* readTaobao(files: SourceFile[], options: { shop: string; replayShipped: boolean }): AsyncGenerator<ImportItem> {
  const book = new OrderBook()
  let orderFiles = 0
  let lineFiles = 0
  for (const file of files) {
    let onRow: ((cells: string[], row: number) => ImportRefusal | null) | null = null
    const refusal = await readTable(file, {
      delimiter: ',',
      encodings: ['utf-8', 'gb18030'],
      onHeader(header) {
        const isLines = isTaobaoLines(header)
        if (!isLines && !isTaobaoOrders(header)) {
          return say('not-taobao', { orderColumns: taobaoOrderColumns.join('、'), lineColumns: taobaoLineColumns.join('、'), columns: header.names.slice(0, 5).join('、') })
        }
        const twice = repeatedColumns(header, isLines ? readLineColumns : readOrderColumns)
        if (twice.length > 0) return say('column-twice', { columns: twice.join('、') })
        if (isLines) lineFiles += 1
        else orderFiles += 1
        onRow = isLines ? lineRows(file, header, book, options.replayShipped) : orderRows(file, header, book, options)
        return null
      },
      onRow: (cells, row) => onRow?.(cells, row) ?? null,
      onRefusedRow(rowRefusal, cells) {
        const number = idCell(cells[0] ?? '')
        book.refuse(rowRefusal, number === '' ? null : number)
      },
    })
    // IM1: the two files are halves of one export: without one of them the other says nothing whole.
    if (refusal) return yield { kind: 'refusal', refusal, order: null }
  }
  const first = files[0]
  if (first && (orderFiles === 0 || lineFiles === 0)) {
    return yield { kind: 'refusal', refusal: fileRefusal(first, say(orderFiles === 0 ? 'taobao-orders-missing' : 'taobao-lines-missing')), order: null }
  }
  yield* book.orders()
}

function reader(header: Header, columns: readonly string[]): (cells: string[], column: string) => string {
  const places = new Map(columns.map((column) => [column, header.at(column)]))
  return (cells, column) => {
    const place = places.get(column) ?? -1
    return place < 0 ? '' : (cells[place] ?? '')
  }
}

function numberOf(text: string, file: SourceFile, row: number): { number: string } | { refusal: ImportRefusal } {
  const number = idCell(text)
  if (!isDamagedId(number)) return { number }
  return { refusal: fileRefusal(file, say('order-number-rounded'), row, '订单编号', number) }
}

function orderRows(file: SourceFile, header: Header, book: OrderBook, options: { shop: string; replayShipped: boolean }): (cells: string[], row: number) => ImportRefusal | null {
  const cell = reader(header, readOrderColumns)
  return (cells, row) => {
    const at = { file: file.name, row }
    const text = (column: string): string => blankWhenNothing(textCell(cell(cells, column)))
    const id = numberOf(cell(cells, '订单编号'), file, row)
    if ('refusal' in id) return id.refusal
    const { number } = id
    if (number === '') {
      book.refuse({ ...at, column: '订单编号', value: '', ...say('order-unnamed') }, null)
      return null
    }
    const status = meaningOf(statusHolds, foldStatus(text('订单状态')))
    if (status === undefined) {
      book.refuse({ ...at, column: '订单状态', value: text('订单状态').slice(0, 100), ...say('order-state-unknown') }, number)
      return null
    }
    const holds = new Set<HoldReason>()
    const shippedAs = (reason: HoldReason): void => {
      if (!(reason === 'already-shipped' && options.replayShipped)) holds.add(reason)
    }
    if (status) shippedAs(status)
    if (text('物流单号') !== '') shippedAs('already-shipped')
    if ((decimalOf(text('退款金额') || '0', '.') ?? 1) > 0) holds.add('refunded')
    if (text('是否是O2O交易') === '是' || text('预约门店') !== '' || /自提/.test(text('运送方式'))) holds.add('pick-up')
    // The line that the seller changed is not told in the export; which piece is meant now is not known.
    if (text('修改后的sku') !== '') holds.add('unknown-product')
    const head: OrderHead = {
      ...emptyHead(options.shop || text('店铺名称') || text('分销商店铺名称') || 'taobao', number),
      orderedAtMs: readDate?.(text('订单创建时间')) ?? null,
      recipient: recipientOf(text('收货人姓名'), idCell(cell(cells, '联系手机')) || idCell(cell(cells, '联系电话')), text('修改后的收货地址') || text('收货地址')),
      carrierCode: text('物流公司') || null,
      buyerRemark: text('买家留言'),
      sellerRemark: text('订单备注'),
      invoiceTitle: text('发票抬头'),
      holds: [...holds],
    }
    book.setHead(head, at)
    return null
  }
}

/** `省 市 区 rest(zip)` in one cell. 其它区 is no district and 000000 no postcode; with fewer than four parts all of it stays the street. */
export function recipientOf(name: string, phone: string, address: string): Recipient {
  const zip = /[(（](\d{6})[)）]$/.exec(address)
  const body = (zip ? address.slice(0, zip.index) : address).trim()
  const parts = body.split(' ')
  const isPlaced = parts.length >= 4 || (parts.length === 3 && !/^(?:其它区|.*[区县市旗])$/.test(parts[2] ?? ''))
  const [province = '', city = '', third = ''] = isPlaced ? parts : []
  const hasDistrict = isPlaced && parts.length >= 4
  return {
    name,
    phone: blankWhenNothing(phone),
    province,
    city,
    district: hasDistrict && third !== '其它区' ? third : '',
    detail: isPlaced ? parts.slice(hasDistrict ? 3 : 2).join(' ') : body,
    postcode: zip && zip[1] !== '000000' ? (zip[1] ?? '') : '',
    countryCode: 'CN',
  }
}

function lineRows(file: SourceFile, header: Header, book: OrderBook, replayShipped: boolean): (cells: string[], row: number) => ImportRefusal | null {
  const cell = reader(header, readLineColumns)
  return (cells, row) => {
    const at = { file: file.name, row }
    const id = numberOf(cell(cells, '订单编号'), file, row)
    if ('refusal' in id) return id.refusal
    const { number } = id
    if (number === '') {
      book.refuse({ ...at, column: '订单编号', value: '', ...say('order-unnamed') }, null)
      return null
    }
    const name = textCell(cell(cells, '标题'))
    const sku = blankWhenNothing(idCell(cell(cells, '商家编码'))) || blankWhenNothing(idCell(cell(cells, '外部系统编号')))
    if (isDamagedId(sku)) {
      book.refuse({ ...at, column: '商家编码', value: sku, ...say('sku-rounded') }, number)
      return null
    }
    // IM13: one line of an order may be closed or sent alone.
    const status = meaningOf(statusHolds, foldStatus(textCell(cell(cells, '订单状态'))))
    if (status === 'cancelled' || (status === 'already-shipped' && !replayShipped)) {
      book.tell({ kind: 'note', note: { ...at, column: '订单状态', value: cut(name, 60), ...say(status === 'cancelled' ? 'line-closed-left-out' : 'line-shipped-left-out', { number }) } })
      return null
    }
    const quantity = book.quantity(idCell(cell(cells, '购买数量')), number, at, '购买数量')
    if (quantity !== null) book.addLine(number, { sku, name, spec: textCell(cell(cells, '商品属性')), quantity }, at)
    return null
  }
}
