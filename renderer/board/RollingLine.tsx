import { useTranslation } from 'react-i18next'
import type { BoardRolling } from '#shared/contract/rolling-waves.ts'
import { Button } from '../ui/Button.tsx'
import { momentOf } from '../ui/format.ts'
import { Trouble } from '../ui/Trouble.tsx'
import { refusalText } from './refusal-text.ts'
import { type BoardClient, useAsk } from './use-board.ts'

/** Waves that start by themselves: whether they do, why the last one did, what each rule waits for. Nothing where no rule says so. */
export function RollingLine({ board, rolling }: { board: BoardClient; rolling: BoardRolling }) {
  const { t, i18n } = useTranslation()
  const { busy, trouble, ask } = useAsk()
  if (rolling.ruleCount === 0) return null
  const { last } = rolling
  return (
    <section className="panel rolling" data-testid="rolling">
      <div>
        <b className={rolling.on ? '' : 'mark'}>{rolling.on ? t('rolling.on') : t('rolling.off', { name: rolling.byName, time: momentOf(rolling.sinceMs ?? 0, i18n.language) })}</b>
        {last && <> {t('rolling.last', { time: momentOf(last.atMs, i18n.language), number: last.waveNumber, rule: last.ruleName, count: last.orderCount })}{last.why.map((each) => t(`rolling.why.${each.code}`, { value: each.value })).join(t('common.listComma'))}</>}
        {rolling.on && rolling.waits.map((each) => <span key={each.ruleId} className="sub">{each.ruleName}：{each.refusal ? refusalText(each.refusal, t) : t(`rolling.waits.${each.code}`, { value: each.value, wanted: each.wanted })}</span>)}
        <Trouble why={trouble} />
      </div>
      <Button look={rolling.on ? 'plain' : 'main'} disabled={busy} onPress={() => ask(() => board.call('rolling.switch', { on: !rolling.on }), () => undefined)}>{t(rolling.on ? 'rolling.stop' : 'rolling.goOn')}</Button>
    </section>
  )
}
