import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type * as z from 'zod'
import { ReleaseRuleShape } from '#shared/contract/board-api.ts'
import { PickMode, pickModes } from '#shared/domain/facts/common.ts'
import { apartKinds, mayLimitLists, type ListLimits } from '#shared/domain/waves/release-rule.ts'
import { Button } from '../ui/Button.tsx'
import { Trouble } from '../ui/Trouble.tsx'

export type Rule = z.infer<typeof ReleaseRuleShape>

const itemCounts = ['single', 'multi', 'any'] as const
const caps = [['maxOrders', 'maxOrders'], ['maxUnits', 'maxUnits'], ['maxWeightGrams', 'maxWeight'], ['maxVolumeMl', 'maxVolume'], ['maxSlots', 'maxSlots']] as const

const listCaps = [['maxOrders', 'listOrders'], ['maxUnits', 'listUnits'], ['maxWeightGrams', 'listWeight'], ['maxVolumeMl', 'listVolume']] as const
const apartWords = { zone: 'apartZone', carrier: 'apartCarrier', priority: 'apartPriority' } as const
const noLimits: ListLimits = { maxOrders: null, maxUnits: null, maxWeightGrams: null, maxVolumeMl: null, apart: [] }

/** Limits that limit nothing are none: the lists stay as the mode makes them. */
function limitsOf({ mode }: Rule, limits: ListLimits): ListLimits | undefined {
  const isEmpty = limits.apart.length === 0 && listCaps.every(([name]) => limits[name] === null)
  return isEmpty || !mayLimitLists(mode) ? undefined : limits
}

function namesOf(text: string): string[] {
  return text.split(/[,，\s]+/).filter((each) => each !== '')
}

function numberOrNull(text: string): number | null {
  return text.trim() === '' ? null : Number(text)
}

/** Every field of a release rule. Saves only what has the shape of a rule; the hub has the last word. */
export function RuleForm({ rule, trouble, onSave, onCancel }: { rule: Rule; trouble: string; onSave: (rule: Rule) => void; onCancel: () => void }) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(rule)
  const [carriers, setCarriers] = useState(rule.carrierCodes.join(', '))
  const [zones, setZones] = useState(rule.zones.join(', '))
  const limits = draft.lists ?? noLimits
  const limit = (part: Partial<ListLimits>): void => setDraft({ ...draft, lists: { ...limits, ...part } })
  const change = (part: Partial<Rule>): void => setDraft({ ...draft, ...part })
  const whole = { ...draft, name: draft.name.trim(), carrierCodes: namesOf(carriers), zones: namesOf(zones), lists: limitsOf(draft, limits) }
  const isValid = ReleaseRuleShape.safeParse(whole).success
  return (
    <form className="panel form-grid" onSubmit={(event) => { event.preventDefault(); if (isValid) onSave(whole) }}>
      <label className="field"><span>{t('board.ruleName')}</span><input autoFocus maxLength={100} value={draft.name} onChange={(event) => change({ name: event.target.value })} /></label>
      <label className="field"><span>{t('board.mode')}</span><select value={draft.mode} onChange={(event) => change({ mode: PickMode.parse(event.target.value) })}>{pickModes.map((mode) => <option key={mode} value={mode}>{t(`mode.${mode}`)}</option>)}</select></label>
      <label className="field"><span>{t('board.itemCount')}</span><select value={draft.itemCount} onChange={(event) => change({ itemCount: itemCounts.find((each) => each === event.target.value) ?? 'any' })}>{itemCounts.map((each) => <option key={each} value={each}>{t(`board.${each}`)}</option>)}</select></label>
      <label className="field"><span>{t('board.carriers')}</span><input value={carriers} onChange={(event) => setCarriers(event.target.value)} /></label>
      <label className="field"><span>{t('board.zones')}</span><input value={zones} onChange={(event) => setZones(event.target.value)} /></label>
      <label className="field"><span>{t('board.cutOffBefore')}</span><input type="number" min={0} value={draft.cutOffBeforeMinutes ?? ''} onChange={(event) => change({ cutOffBeforeMinutes: numberOrNull(event.target.value) })} /></label>
      <label className="field"><span>{t('board.minPriority')}</span><input type="number" value={draft.minPriority ?? ''} onChange={(event) => change({ minPriority: numberOrNull(event.target.value) })} /></label>
      {caps.map(([name, words]) => <label key={name} className="field"><span>{t(`board.${words}`)}</span><input type="number" min={1} value={draft[name]} onChange={(event) => change({ [name]: Number(event.target.value) })} /></label>)}
      {mayLimitLists(draft.mode) && (
        <fieldset className="rule-lists"><legend>{t('board.listLimits')}</legend>
          {listCaps.map(([name, words]) => <label key={name} className="field"><span>{t(`board.${words}`)}</span><input type="number" min={1} value={limits[name] ?? ''} onChange={(event) => limit({ [name]: numberOrNull(event.target.value) })} /></label>)}
          <span className="check-field">{t('board.apart')}{apartKinds.map((kind) => <label key={kind} className="check-field"><input type="checkbox" checked={limits.apart.includes(kind)} onChange={(event) => limit({ apart: apartKinds.filter((each) => (each === kind ? event.target.checked : limits.apart.includes(each))) })} /> {t(`board.${apartWords[kind]}`)}</label>)}</span>
        </fieldset>
      )}
      <label className="check-field"><input type="checkbox" checked={draft.autoRelease} onChange={(event) => change({ autoRelease: event.target.checked })} /> {t('board.autoRelease')}</label>
      <Trouble why={trouble} />
      <div className="command-row"><Button look="main" disabled={!isValid} submits>{t('common.save')}</Button><Button look="quiet" onPress={onCancel}>{t('common.cancel')}</Button></div>
    </form>
  )
}
