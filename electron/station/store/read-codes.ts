import type { ContainerKind } from '#shared/domain/facts/common.ts'
import { unreachable } from '#shared/kernel/assert.ts'
import type { Db } from './open-database.ts'
import type { CodeMeaning } from '#shared/domain/codes/code-meaning.ts'

type Row = { code: string; kind: CodeMeaning['kind']; ref: string; quantity: number; containerKind: ContainerKind | null }
const columns = `meaning.code AS code, meaning.kind AS kind, meaning.ref AS ref, meaning.quantity AS quantity, container.kind AS containerKind
  FROM code_meaning AS meaning LEFT JOIN container ON meaning.kind = 'container' AND container.code = meaning.ref`

/** What a code stands for. The exact spelling wins; only when nobody has it, another use of capitals is taken. */
export function readCodes(db: Db) {
  const exact = db.prepare<[string], Row>(`SELECT ${columns} WHERE meaning.code = ?`)
  const anyCase = db.prepare<[string], Row>(`SELECT ${columns} WHERE meaning.code = ? COLLATE NOCASE`)
  const meaningOf = ({ kind, ref, quantity, containerKind }: Row): CodeMeaning => {
    switch (kind) {
      case 'product': return { kind, sku: ref, quantity }
      case 'place': return { kind, placeCode: ref }
      case 'container': return { kind, code: ref, containerKind: containerKind ?? 'tote' }
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
