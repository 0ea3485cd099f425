// The site's own layouts of labels: what a supervisor laid out at any bench holds at every bench. Rules LD6, LD7 and LD10 of docs/specs/label-desk.md.
import { LabelLayout } from '#shared/domain/labels/label-template.ts'
import type { Db } from './open-database.ts'
import type { Folds } from './fold.ts'

export type KeptLayout = { byPersonId: string; atMs: number }
/** `layout` null: the shipped one was put back. `unheard`: recorded here, and not yet met in the hub's order. */
type Row = KeptLayout & { layout: Record<string, unknown> | null; unheard: string | null }

export function layoutRows(db: Db) {
  const nameOf = (template: string): string => `layout ${template}`
  const all = db.prepare<[], string>("SELECT value FROM label_setting WHERE name LIKE 'layout %' ORDER BY name").pluck()
  const one = db.prepare<[string], string>('SELECT value FROM label_setting WHERE name = ?').pluck()
  const keep = db.prepare<[string, string]>('INSERT INTO label_setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
  const unheard = db.prepare<[], { template: string; factId: string }>("SELECT substr(name, 8) AS template, value ->> 'unheard' AS factId FROM label_setting WHERE name LIKE 'layout %' AND value ->> 'unheard' IS NOT NULL")
  const read = (template: string): Row | undefined => {
    const value = one.get(nameOf(template))
    return value === undefined ? undefined : (JSON.parse(value) as Row)
  }
  const write = (template: string, row: Row): void => void keep.run(nameOf(template), JSON.stringify(row))
  return {
    folds: {
      LabelLaidOut({ template, layout, byPersonId }, { atMs, own, factId }) {
        // What the hub has put in its order so far lies before what it has not heard from here yet.
        if (!own && read(template)?.unheard != null) return
        write(template, { layout, byPersonId, atMs, unheard: own ? factId : null })
      },
    } satisfies Folds<'LabelLaidOut'>,
    /** The hub has put this fact of this station in its order: what comes from now on is newer. */
    heardBack(template: string, factId: string): void {
      const row = read(template)
      if (row?.unheard === factId) write(template, { ...row, unheard: null })
    },
    /** Facts of this station that the hub has not put in its order yet, as far as it is known here. */
    unheard: (): { template: string; factId: string }[] => unheard.all(),
    /** LD7: what a newer build laid out, and this one cannot read, is not used. */
    labelLayouts: (): LabelLayout[] => all.all().flatMap((value) => LabelLayout.safeParse((JSON.parse(value) as Row).layout).data ?? []),
    /** What is known of a template's layout; undefined where nobody has ever changed it. */
    layoutOf(template: string): KeptLayout | undefined {
      const row = read(template)
      return row && { byPersonId: row.byPersonId, atMs: row.atMs }
    },
  }
}
export type LayoutRows = ReturnType<typeof layoutRows>
