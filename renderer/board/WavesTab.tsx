import { useTranslation } from 'react-i18next'
import type { BoardView } from '#shared/contract/board-api.ts'
import { usesWall } from '#shared/domain/waves/release-rule.ts'
import { ConfirmButton } from '../ui/ConfirmButton.tsx'
import { momentOf, timeLeft, wholeNumber } from '../ui/format.ts'
import { ProgressBar } from '../ui/ProgressBar.tsx'
import { useNowMs } from '../ui/use-now.ts'
import { Trouble } from '../ui/Trouble.tsx'
import type { CarrierName } from './carrier-name.ts'
import type { ToPlan } from './PlanPanel.tsx'
import { RollingLine } from './RollingLine.tsx'
import { SuggestPanel } from './SuggestPanel.tsx'
import { type BoardClient, useAsk } from './use-board.ts'

type Wave = BoardView['waves'][number]

const mark: Record<Wave['lateness'], string> = { over: '–', late: '!!', 'at-risk': '!', 'on-time': '✓' }

/** In the row of the hub, late ones first: the top row is what to look at now. */
export function WavesTab({ board, view: { waves, rolling, waitingDue }, carrierName, onPlan }: { board: BoardClient; view: BoardView; carrierName: CarrierName; onPlan: (toPlan: ToPlan) => void }) {
  const { t, i18n } = useTranslation()
  const nowMs = useNowMs()
  const { busy, trouble, ask } = useAsk()
  const above = <><WaitingLine due={waitingDue} nowMs={nowMs} /><RollingLine board={board} rolling={rolling} /><SuggestPanel board={board} onPlan={onPlan} /></>
  if (waves.length === 0) return <>{above}<p className="muted big-words">{t('board.noWaves')}</p></>
  return (
    <>
      {above}
      <Trouble why={trouble} />
      <table className="table" data-testid="waves">
        <thead><tr><th>{t('board.wave')}</th><th>{t('board.cutOff')}</th><th className="wave-progress">{t('board.progress')}</th><th className="wave-why">{t('board.why')}</th><th /></tr></thead>
        <tbody>
          {waves.map((wave) => (
            <tr key={wave.waveId} className={`wave-${wave.lateness}`}>
              <td><b className="one-line">{wave.waveNumber}</b><br />{wave.ruleName}<br /><small>{t(`mode.${wave.mode}`)}&nbsp;· {t(`waveState.${wave.state}`)}&nbsp;· {wave.carrierCodes.map((code) => carrierName(code)).join(t('common.listComma'))}</small></td>
              <td><b>{momentOf(wave.cutOffAtMs, i18n.language)}</b><br /><span className="one-line">{timeLeft(wave.cutOffAtMs, nowMs, t)}</span><br /><span className={`lateness lateness-${wave.lateness}`}>{mark[wave.lateness]} {t(`lateness.${wave.lateness}`)}</span></td>
              <td>
                <ProgressBar label={t('board.picked')} done={wave.pickedPieces} all={wave.pieceCount} />
                {usesWall(wave.mode) && <ProgressBar label={t('board.put')} done={wave.putPieces} all={wave.pieceCount} />}
                <ProgressBar label={t('board.checked')} done={wave.checkedPieces} all={wave.pieceCount} />
                <ProgressBar label={t('board.closed')} done={wave.closedParcels} all={wave.orderCount} />
              </td>
              <td>
                <ul className="whys">{wave.why.map((why) => <li key={why.code}>{t(`why.${why.code}`, { value: why.value })}</li>)}</ul>
                <small>{[[wave.why.some((why) => why.code === 'short-orders') ? 0 : wave.shortOrders, 'discrepancy.short-order'], [wave.cancelledOrders, 'board.cancelled'], [wave.kickedOutOrders, 'board.kickedOut']].filter(([count]) => Number(count) > 0).map(([count, key]) => `${t(String(key))} ${count}`).join(' · ')}</small>
              </td>
              <td className="one-line">{wave.state !== 'done' && wave.state !== 'cancelled' && <ConfirmButton disabled={busy} onPress={() => ask(() => board.call('wave.cancel', { waveId: wave.waveId }), () => undefined)}>{t('board.cancelWave')}</ConfirmButton>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** LT7: how much of what waits is urgent. */
function WaitingLine({ due: { passed, cutOffs, later }, nowMs }: { due: BoardView['waitingDue']; nowMs: number }) {
  const { t, i18n } = useTranslation()
  const orders = (count: number): string => t('waitingDue.orders', { count: wholeNumber(count, i18n.language) })
  if (passed + later === 0 && cutOffs.length === 0) return null
  return (
    <p className="panel waiting-due" data-testid="waiting-due">
      <b>{t('waitingDue.title')}</b>
      {passed > 0 && <span className="mark"><b>{orders(passed)}</b> {t('waitingDue.passed')}</span>}
      {cutOffs.map(({ cutOffAtMs, count }) => <span key={cutOffAtMs}><b>{orders(count)}</b> {t('waitingDue.cutOff', { time: momentOf(cutOffAtMs, i18n.language), left: timeLeft(cutOffAtMs, nowMs, t) })}</span>)}
      {later > 0 && <span><b>{orders(later)}</b> {t('waitingDue.later')}</span>}
    </p>
  )
}
