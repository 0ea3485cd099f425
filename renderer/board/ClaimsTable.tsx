import { useTranslation } from 'react-i18next'
import type { BoardView } from '#shared/contract/board-api.ts'
import { expiresSoonMs } from '#shared/domain/claims/claim.ts'
import { ConfirmButton } from '../ui/ConfirmButton.tsx'
import { age } from '../ui/format.ts'
import { Trouble } from '../ui/Trouble.tsx'
import { type BoardClient, useAsk } from './use-board.ts'

/** What stations hold and others may not touch, soonest end first; a supervisor may take each out of their hands. */
export function ClaimsTable({ board, stations, nowMs }: { board: BoardClient; stations: BoardView['stations']; nowMs: number }) {
  const { t } = useTranslation()
  const { busy, trouble, ask } = useAsk()
  const claims = stations.flatMap((station) => station.claims.map((claim) => ({ ...claim, stationName: station.name, connected: station.connected }))).sort((a, b) => a.untilMs - b.untilMs)
  return (
    <>
      <h2>{t('board.claims')}</h2>
      {claims.length === 0 ? <p className="muted">{t('board.noClaims')}</p> : (
        <table className="table" data-testid="claims">
          <thead><tr><th>{t('board.claimed')}</th><th>{t('board.person')}</th><th>{t('board.station')}</th><th>{t('board.taken')}</th><th>{t('board.claimEnds')}</th><th /></tr></thead>
          <tbody>
            {claims.map((claim) => (
              <tr key={`${claim.claimKind}/${claim.subject}`} className={claim.connected ? '' : 'offline'}>
                <td>{t(`claim.${claim.claimKind}`)} <b className="selectable">{claim.title}</b></td><td>{claim.personName}</td><td>{claim.connected ? '●' : '○'} {claim.stationName}</td>
                <td>{t('age.ago', { age: age(nowMs - claim.sinceMs, t) })}</td>
                <td className={claim.untilMs - nowMs < expiresSoonMs ? 'mark' : ''}>{t('bar.claimLeft', { age: age(claim.untilMs - nowMs, t) })}</td>
                <td><ConfirmButton disabled={busy} look="plain" onPress={() => ask(() => board.call('claim.release', { claimKind: claim.claimKind, subject: claim.subject }), () => undefined)}>{t('board.releaseClaim')}</ConfirmButton></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Trouble why={trouble} />
    </>
  )
}
