import { useTranslation } from 'react-i18next'
import type { ScreenOf } from '#shared/contract/station-view.ts'
import { useStation } from '../../state/station-store.ts'
import { submitCommand, submitScan } from '../../station-client/station-link.ts'
import { CommandButton } from '../../ui/CommandButton.tsx'
import { momentOf, timeLeft } from '../../ui/format.ts'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { useNowMs } from '../../ui/use-now.ts'
import { Instruction } from '../Instruction.tsx'

const works = ['pick', 'put', 'check', 'manifest'] as const
const workIcon: Record<(typeof works)[number], IconName> = { pick: 'cart', put: 'wall', check: 'box', manifest: 'truck' }

export function ChooseScreen({ screen }: { screen: ScreenOf<'choose'> }) {
  const { t } = useTranslation()
  // Whoever has just ended a list has its goods in her hands.
  const picked = useStation(({ lastOutcome }) => (lastOutcome?.outcome.kind === 'accepted' && lastOutcome.outcome.verdict === 'list-done' ? lastOutcome.outcome.values : undefined))
  return (
    <>
      {picked ? <Instruction aside={t('choose.title')}>{t(`choose.picked.${picked.mode}`)}</Instruction> : <Instruction>{t('choose.title')}</Instruction>}
      <main className="choose">
        <div className="choose-works">
          {works.map((work) => (
            <button key={work} type="button" className="work-card" disabled={!screen[work].allowed} onClick={(event) => { event.currentTarget.blur(); submitCommand(work) }}>
              <Icon name={workIcon[work]} size={72} />
              <span className="work-name">{t(`choose.${work}`)}</span>
              <span className="work-count">
                {!screen[work].allowed ? t('choose.notAllowed') : screen[work].openCount === 0 ? t('choose.nothing') : t(`choose.open_${work}`, { count: screen[work].openCount })}
              </span>
            </button>
          ))}
        </div>
        <section className="choose-lists panel">
          <h2>{t('choose.lists')}</h2>
          {screen.pick.lists.length === 0 && <p className="muted">{t('choose.noLists')}</p>}
          {screen.pick.lists.map((offer) => <Offer key={offer.code} offer={offer} />)}
          {screen.pick.openCount > screen.pick.lists.length && <p className="muted">{t('choose.moreLists', { count: screen.pick.openCount - screen.pick.lists.length })}</p>}
        </section>
        <div className="command-row"><CommandButton command="lock" look="quiet" /><CommandButton command="sign-out" look="quiet" /></div>
      </main>
    </>
  )
}

function Offer({ offer }: { offer: ScreenOf<'choose'>['pick']['lists'][number] }) {
  const { t, i18n } = useTranslation()
  const nowMs = useNowMs()
  return (
    <button type="button" className="offer" onClick={(event) => { event.currentTarget.blur(); submitScan(offer.code, 'tap') }}>
      <b>{offer.title}</b>
      <span>{t(`mode.${offer.mode}`)}{offer.zone !== '' && ` · ${t('pick.zone', { zone: offer.zone })}`}</span>
      <span>{t('common.pieces', { count: offer.openPieces })}</span>
      <span className={offer.cutOffAtMs < nowMs ? 'late' : ''}>{t('common.cutOff', { time: momentOf(offer.cutOffAtMs, i18n.language) })} · {timeLeft(offer.cutOffAtMs, nowMs, t)}{offer.mine && <b className="flag">{t('choose.mine')}</b>}</span>
    </button>
  )
}
