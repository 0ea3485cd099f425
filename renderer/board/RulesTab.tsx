import { useCallback, useEffect, useState } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Out } from '#shared/contract/contract.ts'
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { BoardRefused } from '#shared/contract/board-refusals.ts'
import { hasPlannedLists } from '#shared/domain/waves/release-rule.ts'
import { mintId } from '../system.ts'
import { Button } from '../ui/Button.tsx'
import { ConfirmButton } from '../ui/ConfirmButton.tsx'
import { wholeNumber } from '../ui/format.ts'
import { Trouble } from '../ui/Trouble.tsx'
import type { CarrierName } from './carrier-name.ts'
import type { ToPlan } from './PlanPanel.tsx'
import { releaseOnce } from './release-once.ts'
import { RuleForm, type Rule } from './RuleForm.tsx'
import { type BoardClient, useAsk } from './use-board.ts'
import { Working } from './Working.tsx'

type Preview = Exclude<Out<BoardApi, 'wave.preview'>, BoardRefused>

/** The walking of a wave: what it saves against walking every aisle in turn, or, at a site that walks by a rule, what that costs against the shortest walk. */
function walkWords({ metres, seconds, shortestMetres, shortestSeconds, sShapeMetres, sShapeSeconds }: Preview['walk'], t: TFunction): string {
  const walked = { metres, minutes: Math.ceil(seconds / 60) }
  if (metres > shortestMetres) return t('board.previewWalkByRule', { ...walked, more: metres - shortestMetres, moreMinutes: Math.round((seconds - shortestSeconds) / 60) })
  return t('board.previewWalk', { ...walked, saved: sShapeMetres - metres, savedMinutes: Math.round((sShapeSeconds - seconds) / 60) })
}

/** Release rules: what a wave may hold. A preview says what a release would do; a release is asked for once, however often it is sent. */
export function RulesTab({ board, carrierName, onPlan }: { board: BoardClient; carrierName: CarrierName; onPlan: (toPlan: ToPlan) => void }) {
  const { t, i18n } = useTranslation()
  const [rules, setRules] = useState<Rule[] | null>(null)
  const [edited, setEdited] = useState<Rule | null>(null)
  const [preview, setPreview] = useState<{ ruleId: string; result: Preview } | null>(null)
  const [news, setNews] = useState('')
  const { busy, trouble, ask } = useAsk()
  const release = (ruleId: string): void => {
    setNews('')
    ask(() => releaseOnce(ruleId, (requestId) => board.call('wave.release', { requestId, ruleId })), (released) => {
      setPreview(null)
      setNews(t('board.releasedWave', { number: released.waveNumber, count: released.orderCount }))
    })
  }
  const reload = useCallback(() => ask(() => board.call('rules.list', {}), setRules), [ask, board])
  useEffect(reload, [reload])
  if (edited) {
    return (
      <RuleForm
        rule={edited}
        onCancel={() => setEdited(null)}
        onSave={(rule) => ask(() => board.call('rules.save', rule), () => {
          setEdited(null)
          reload()
        })}
        trouble={trouble}
      />
    )
  }
  return (
    <>
      <Trouble why={trouble} />
      {news !== '' && <p className="form-good" role="status" data-testid="release-news">✓ {news}</p>}
      <Working busy={busy} />
      {rules?.length === 0 && <p className="muted">{t('board.noRules')}</p>}
      <ul className="cards" data-testid="rules">
        {rules?.map((rule) => (
          <li key={rule.ruleId} className="panel card">
            <div>
              <h3>{rule.name} {rule.autoRelease && <small>{t('board.autoRelease')}</small>}</h3>
              <p>{t(`mode.${rule.mode}`)} · {t(`board.${rule.itemCount}`)} · {rule.carrierCodes.map((code) => carrierName(code, true)).join(t('common.listComma')) || t('board.anyCarrier')} · {rule.zones.length === 0 ? t('board.anyZone') : t('board.onlyZones', { zones: rule.zones.join(' ') })}{rule.cutOffBeforeMinutes !== null && ` · ${t('board.withinMinutes', { count: rule.cutOffBeforeMinutes })}`}{rule.minPriority !== null && ` · ${t('board.priorityFrom', { count: rule.minPriority })}`}</p>
              <p className="muted">{t('board.maxOrders')} {wholeNumber(rule.maxOrders, i18n.language)} · {t('board.maxUnits')} {wholeNumber(rule.maxUnits, i18n.language)} · {t('board.maxSlots')} {rule.maxSlots}</p>
              {preview?.ruleId === rule.ruleId && (
                <p><b>{t('board.previewResult', { orders: preview.result.orderCount, lines: preview.result.lineCount, pieces: preview.result.pieceCount })}</b>{preview.result.orderCount > 0 && <><br />{walkWords(preview.result.walk, t)}</>}{preview.result.leftOut.map((each) => <span key={each.why}><br />{t('board.leftOut', { why: t(`leftOut.${each.why}`), count: each.count })}</span>)}</p>
              )}
            </div>
            <div className="card-choices">
              <Button disabled={busy} onPress={() => ask(() => board.call('wave.preview', { ruleId: rule.ruleId }), (result) => setPreview({ ruleId: rule.ruleId, result }))}>{t('board.preview')}</Button>
              {hasPlannedLists(rule) && <Button disabled={busy} onPress={() => onPlan({ ruleId: rule.ruleId, ruleName: rule.name })}>{t('plan.open')}</Button>}
              <Button look="main" disabled={busy} onPress={() => release(rule.ruleId)}>{t('board.release')}</Button>
              <Button disabled={busy} onPress={() => setEdited(rule)}>{t('board.edit')}</Button>
              <ConfirmButton disabled={busy} onPress={() => ask(() => board.call('rules.remove', { ruleId: rule.ruleId }), () => reload())}>{t('board.removeRule')}</ConfirmButton>
            </div>
          </li>
        ))}
      </ul>
      <div className="inline-form"><Button onPress={() => setEdited({ ruleId: mintId(), name: '', carrierCodes: [], cutOffBeforeMinutes: null, itemCount: 'any', zones: [], minPriority: null, mode: 'batch-wall', maxOrders: 40, maxUnits: 400, maxWeightGrams: 200_000, maxVolumeMl: 800_000, maxSlots: 40, autoRelease: false })}>{t('board.newRule')}</Button></div>
    </>
  )
}
