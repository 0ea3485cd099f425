// A person at a bench: does what the screen asks for, mostly; now and then reads the wrong code, changes her mind, or goes away.
import type { StationView } from '#shared/contract/station-view.ts'
import type { Command } from '#shared/domain/codes/command-codes.ts'
import type { Store } from '#station/store/store.ts'
import { commandCode } from '#tests/support/test-station.ts'
import { boss, eanOf, goods, pin, slots, totes } from './site.ts'
import type { Witness } from './witness.ts'

export type Act = { kind: 'scan'; code: string; tap?: boolean } | { kind: 'pin'; pin: string } | { kind: 'weigh'; grams: number } | { kind: 'wait' }
export type Eyes = { view: StationView; store: Store; witness: Witness; badgeCode: string; mistakes: number; rolls: readonly number[] }

const at = <T>(roll: number, all: readonly T[]): T | undefined => all[Math.floor(roll * all.length)]
const tap = (command: Command): Act => ({ kind: 'scan', code: commandCode(command), tap: true })
const scan = (code: string | undefined | null): Act => (code ? { kind: 'scan', code } : { kind: 'wait' })

/** What anybody might read by mistake. */
function anyCode(roll: number, store: Store): string {
  const lists = store.offeredLists(null, 5).map((list) => list.listNumber)
  return at(roll, [...goods.map((each) => each.ean), ...totes, ...slots, 'A-01-1', 'B-03-1', 'BOX-1', boss.badgeCode, 'NOBODY-KNOWS', 'SF0000000001', 'SF0000000002', ...lists, ...(['skip', 'short', 'cancel', 'finish', 'suspend', 'reprint', 'lock', 'sign-out', 'qty-3', 'damaged'] as const).map(commandCode)]) ?? ''
}

export function decideAct({ view, store, witness, badgeCode, mistakes, rolls }: Eyes): Act {
  const [first = 0, second = 0, third = 0] = rolls
  const { screen } = view
  if (view.refusal) return tap('confirm')
  if (view.question) return tap('cancel')
  if (view.approval && screen.kind !== 'sign-in') {
    if (first < 0.15) return tap('cancel')
    if (view.approval.step === 'badge') return scan(boss.badgeCode)
    if (view.approval.step === 'pin') return { kind: 'pin', pin }
    if (view.approval.step === 'reason') return tap(view.approval.what === 'reprint' ? 'reason-lost' : 'reason-extra-cushioning')
    return { kind: 'weigh', grams: 100 }
  }
  if (screen.kind === 'sign-in') {
    if (screen.step === 'badge') return scan(badgeCode)
    return { kind: 'pin', pin: first < mistakes / 4 ? '000000' : pin }
  }
  if (first < mistakes) return scan(anyCode(second, store))
  switch (screen.kind) {
    case 'choose': {
      const doors: Act[] = []
      const list = at(third, screen.pick.lists)
      if (list) doors.push(scan(list.code), scan(list.code))
      if (screen.put.openCount > 0) doors.push(tap('put'), tap('put'))
      if (screen.check.openCount > 0) doors.push(tap('check'), tap('check'))
      if (screen.manifest.openCount > 0 && second < 0.1) doors.push(tap('manifest'))
      return at(second, doors) ?? { kind: 'wait' }
    }
    case 'pick': {
      if (second < 0.02) return tap('skip')
      if (second < 0.03) return tap('short')
      switch (screen.step) {
        case 'tote': return scan(at(third, totes))
        case 'place': return scan(screen.task?.placeCode)
        case 'item': return scan(screen.task && eanOf(screen.task.product.sku))
        case 'slot': return scan(screen.task?.slotCode)
        case 'zero-check': return tap(third < 0.5 ? 'not-empty' : 'empty')
        case 'short-reason': return tap('reason-not-found')
      }
      return { kind: 'wait' }
    }
    case 'put':
      if (screen.step === 'slot') return scan(screen.slotCode)
      if (screen.step === 'missing') return tap('confirm')
      return screen.notPutPieces === 0 || second < 0.08 ? tap('finish') : second < 0.1 ? tap('short') : scan(at(third, goods)?.ean)
    case 'check':
      return check(screen, { store, witness, second, third })
    case 'manifest': {
      if (second < 0.25) return tap('finish')
      const closed = [...new Set(witness.tape.map((label) => label.waybillNumber))]
      return scan(at(third, closed))
    }
  }
}

function check(screen: Extract<StationView['screen'], { kind: 'check' }>, { store, witness, second, third }: { store: Store; witness: Witness; second: number; third: number }): Act {
  const { parcel } = screen
  if (!parcel) {
    // OP9: a tote whose goods go back is set aside.
    const ready = [...totes, ...slots].filter((code) => ['released', 'open', 'suspended'].includes(store.orderInContainer(code)?.state ?? ''))
    if (second < 0.1) return tap('finish')
    if (screen.singleItemWaiting > 0 && second < 0.6) return scan(at(third, goods)?.ean)
    return scan(at(third, ready) ?? totes[0])
  }
  if (second < 0.02) return tap('suspend')
  switch (screen.step) {
    case 'item': {
      const line = parcel.lines.find((each) => each.lineNumber === parcel.focusLineNumber) ?? parcel.lines.find((each) => each.checkedQty < each.askedQty)
      return scan(line && eanOf(line.product.sku))
    }
    case 'unique-code': return scan(`SN${String(Math.floor(third * 1e8)).padStart(9, '0')}`)
    case 'enclosure': return tap('enclosure-invoice')
    case 'packaging': return scan(parcel.packaging.next?.code ?? 'BOX-1')
    case 'weigh':
      if (parcel.weight.verdict && parcel.weight.verdict !== 'fits' && third < 0.6) return tap('override')
      return { kind: 'weigh', grams: third < 0.06 ? 5_000 : (parcel.weight.expectedGrams ?? 400) }
    case 'label': return parcel.labelState === 'failed' || parcel.labelState === 'none' ? (third < 0.5 ? tap('reprint') : tap('suspend')) : { kind: 'wait' }
    case 'scan-back': {
      const isOut = witness.tape.some((label) => label.waybillNumber === parcel.waybillNumber)
      if (isOut && third < 0.95) return scan(parcel.waybillNumber)
      return third < 0.5 ? tap('reprint') : { kind: 'wait' }
    }
    case 'reprint-reason': return tap('reason-lost')
    case 'open': return { kind: 'wait' }
  }
}
