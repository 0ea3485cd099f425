import type { ContainerKind } from '#shared/domain/facts/common.ts'
import { unreachable } from '#shared/kernel/assert.ts'
import type { Db } from './open-database.ts'
import type { CodeMeaning } from '#shared/domain/codes/code-meaning.ts'

type Row = { kind: CodeMeaning['kind']; ref: string; quantity: number }

/** What a code stands for. The exact spelling wins; only when nobody has it, another use of capitals is taken. */
export function readCodes(db: Db) {
  const exact = db.prepare<[string], Row>('SELECT kind, ref, quantity FROM code_meaning WHERE code = ?')
  const anyCase = db.prepare<[string], Row>('SELECT kind, ref, quantity FROM code_meaning WHERE code = ? COLLATE NOCASE')
  const containerKind = db.prepare<[string], ContainerKind>('SELECT kind FROM container WHERE code = ?').pluck()
  const meaningOf = ({ kind, ref, quantity }: Row): CodeMeaning => {
    switch (kind) {
      case 'product': return { kind, sku: ref, quantity }
      case 'place': return { kind, placeCode: ref }
      case 'container': return { kind, code: ref, containerKind: containerKind.get(ref) ?? 'tote' }
      case 'packaging': return { kind, packagingCode: ref }
      case 'person': return { kind, personId: ref }
      case 'order': return { kind, orderId: ref }
      case 'waybill': return { kind, waybillNumber: ref }
      case 'pick-list': return { kind, listId: ref }
      default: return unreachable(kind)
    }
  }
  return {
    meaningsOf(code: string): CodeMeaning[] {
      const rows = exact.all(code)
      return (rows.length > 0 ? rows : anyCase.all(code)).map(meaningOf)
    },
  }
}
