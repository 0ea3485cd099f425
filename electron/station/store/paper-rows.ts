// What papers of the house are made of, and when they are printed.
import type { ChosenKind } from '#shared/domain/labels/label-kinds.ts'
import type { LabelOptions } from '#shared/contract/label-calls.ts'
import type { Db } from './open-database.ts'
import type { EffectState, PaperJob } from './store.ts'

export type PaperChoice = { ref: string; title: string; detail: string }
export type PaperJobRow = { jobId: string; labelKind: ChosenKind; ref: string; state: EffectState; why: string; owedAtMs: number }

/** Every choice is found by what people know of it; `@text` is the text between percent signs. Commands are not in the database. */
const choiceQueries: Record<Exclude<ChosenKind, 'command'>, string> = {
  place: "SELECT place_code AS ref, place_code AS title, zone AS detail FROM place WHERE place_code LIKE @text ESCAPE '\\' ORDER BY place_code LIMIT @limit",
  tote: "SELECT code AS ref, code AS title, kind AS detail FROM container WHERE code LIKE @text ESCAPE '\\' ORDER BY kind DESC, code LIMIT @limit",
  product: "SELECT sku AS ref, name AS title, sku AS detail FROM product WHERE sku LIKE @text ESCAPE '\\' OR name LIKE @text ESCAPE '\\' OR codes LIKE @text ESCAPE '\\' ORDER BY sku LIMIT @limit",
  'anti-counterfeit': "SELECT sku AS ref, name AS title, sku AS detail FROM product WHERE needs_anti_counterfeit = 1 AND (sku LIKE @text ESCAPE '\\' OR name LIKE @text ESCAPE '\\') ORDER BY sku LIMIT @limit",
  badge: "SELECT person_id AS ref, name AS title, role AS detail FROM person WHERE active = 1 AND name LIKE @text ESCAPE '\\' ORDER BY name LIMIT @limit",
  'pick-list': "SELECT list_id AS ref, list_number AS title, zone AS detail FROM pick_list WHERE state IN ('open', 'taken') AND list_number LIKE @text ESCAPE '\\' ORDER BY list_number LIMIT @limit",
  'packing-list': "SELECT order_id AS ref, number AS title, carrier_code AS detail FROM sales_order WHERE number LIKE @text ESCAPE '\\' ORDER BY cut_off_at_ms DESC, number LIMIT @limit",
  'carrier-manifest': "SELECT manifest_id AS ref, manifest_number AS title, carrier_code AS detail FROM carrier_manifest WHERE closed_at_ms IS NOT NULL AND manifest_number LIKE @text ESCAPE '\\' ORDER BY closed_at_ms DESC LIMIT @limit",
}

export function paperRows(db: Db) {
  const container = db.prepare<[string], { code: string; kind: 'tote' | 'wall-slot' | 'cart-slot' }>('SELECT code, kind FROM container WHERE code = ?')
  const codesOf = db.prepare<[string], string>('SELECT codes FROM product WHERE sku = ?').pluck()
  const tasks = db.prepare<[string], { placeCode: string; sku: string; askedQty: number }>('SELECT place_code AS placeCode, sku, asked_qty AS askedQty FROM pick_task WHERE list_id = +? ORDER BY sequence')
  const shopOf = db.prepare<[string], string>('SELECT shop FROM sales_order WHERE order_id = ?').pluck()
  const owed = db.prepare<[string], string>('SELECT body FROM effect WHERE effect_id = ?').pluck()
  const jobs = db.prepare<[number], { jobId: string; body: string; state: EffectState; why: string; owedAtMs: number }>(
    "SELECT effect_id AS jobId, body, state, why, owed_at_ms AS owedAtMs FROM effect WHERE kind = 'print-paper' ORDER BY rowid DESC LIMIT ?")
  const waiting = db.prepare<[], number>("SELECT count(*) FROM effect WHERE kind = 'print-paper' AND state = 'queued'").pluck()
  const cancel = db.prepare<[number]>("UPDATE effect SET state = 'failed', why = 'cancelled', changed_at_ms = ? WHERE kind = 'print-paper' AND state = 'queued'")
  const setting = db.prepare<[string], string>('SELECT value FROM label_setting WHERE name = ?').pluck()
  const keep = db.prepare<[string, string]>('INSERT INTO label_setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
  return {
    paperChoices(kind: Exclude<ChosenKind, 'command'>, text: string, limit: number): PaperChoice[] {
      // Asked by a supervisor now and then: prepared when it is.
      return db.prepare<[{ text: string; limit: number }], PaperChoice>(choiceQueries[kind]).all({ text: `%${text.replace(/[\\%_]/g, '\\$&')}%`, limit })
    },
    container: (code: string) => container.get(code),
    /** The code on the product that stands for one piece; undefined when it has none. */
    productCode(sku: string): string | undefined {
      const codes = JSON.parse(codesOf.get(sku) ?? '[]') as { code: string; quantity: number }[]
      const ofOne = codes.filter(({ quantity }) => quantity === 1)
      // A retail code before a longer form of it that begins with 0.
      return (ofOne.find(({ code }) => /^\d{13}$/.test(code)) ?? ofOne[0] ?? codes[0])?.code
    },
    tasksOfList: (listId: string) => tasks.all(listId),
    shopOfOrder: (orderId: string): string => shopOf.get(orderId) ?? '',
    owedPaper(effectId: string): PaperJob | undefined {
      const body = owed.get(effectId)
      return body === undefined ? undefined : (JSON.parse(body) as PaperJob)
    },
    /** How many were taken back. */
    cancelPapers: (nowMs: number): number => cancel.run(nowMs).changes,
    waitingPapers: (): number => waiting.get() ?? 0,
    paperJobs: (limit: number): PaperJobRow[] => jobs.all(limit).map(({ body, ...row }) => {
      const { kind, ref } = JSON.parse(body) as { kind: ChosenKind; ref: string }
      return { ...row, labelKind: kind, ref }
    }),
    labelOptions(): LabelOptions {
      const value = setting.get('options')
      return value === undefined ? { packingList: 'never', packingListPrinterId: null } : (JSON.parse(value) as LabelOptions)
    },
    saveLabelOptions: (options: LabelOptions): void => void keep.run('options', JSON.stringify(options)),
  }
}
export type PaperRows = ReturnType<typeof paperRows>
