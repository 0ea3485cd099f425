import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DiscrepancyStory } from '#shared/contract/board-api.ts'
import { ConfirmButton } from '../ui/ConfirmButton.tsx'
import { dayAndTime } from '../ui/format.ts'
import { Trouble } from '../ui/Trouble.tsx'
import { discrepancyValues } from './discrepancy-values.ts'
import { type BoardClient, useAsk } from './use-board.ts'

/** What stands behind one discrepancy: each station's steps side by side, or the fact that was set aside and what can be done about it. */
export function StoryPanel({ board, discrepancyId, cause, mayKeep }: { board: BoardClient; discrepancyId: string; cause: string; mayKeep: boolean }) {
  const { t } = useTranslation()
  const { busy, trouble, ask } = useAsk()
  const [story, setStory] = useState<DiscrepancyStory>()
  useEffect(() => ask(() => board.call('discrepancy.story', { discrepancyId }), setStory), [ask, board, discrepancyId])
  const keep = (parcelId: string): void => ask(() => board.call('discrepancy.decide', { discrepancyId, choice: 'keep-one', parcelId }), () => undefined)
  return (
    <div className="sides" data-testid="story">
      <Trouble why={trouble} />
      {story?.sides.map((side) => <Side key={`${side.stationName}/${side.parcelId}`} side={side} disabled={busy} {...(mayKeep && side.mayKeep ? { onKeep: () => keep(side.parcelId) } : {})} />)}
      {story?.setAside && <SetAside fact={story.setAside} cause={cause} />}
      {story && !story.setAside && story.sides.length === 0 && <p className="muted">{t(cause === '' ? 'board.noStory' : `quarantineHelp.${cause}`)}</p>}
    </div>
  )
}

function Side({ side, disabled, onKeep }: { side: DiscrepancyStory['sides'][number]; disabled: boolean; onKeep?: () => void }) {
  const { t, i18n } = useTranslation()
  return (
    <section className="side">
      <h3>{side.stationName} · {side.personNames.join('、')}</h3>
      {side.parcelId !== '' && <p>{[t(`parcelState.${side.parcelState}`, { defaultValue: side.parcelState }), side.waybillNumber, side.grams === null ? '' : t('common.grams', { value: side.grams })].filter((text) => text !== '').join(' · ')}</p>}
      <ol className="story">
        {side.steps.map((step, index) => <li key={index}><span className="muted">{dayAndTime(step.atMs, i18n.language)}</span> {t(`fact.${step.kind}`, { defaultValue: step.kind })} <span className="muted">{discrepancyValues(step.values, t)}</span></li>)}
      </ol>
      {onKeep && <ConfirmButton disabled={disabled} look="plain" onPress={onKeep}>{t('choice.keep-one')}</ConfirmButton>}
    </section>
  )
}

function SetAside({ fact, cause }: { fact: NonNullable<DiscrepancyStory['setAside']>; cause: string }) {
  const { t, i18n } = useTranslation()
  return (
    <section className="side">
      <h3>{t(`fact.${fact.kind}`, { defaultValue: fact.kind })}</h3>
      <p>{[fact.stationName, fact.personName, dayAndTime(fact.atMs, i18n.language)].filter((text) => text !== '').join(' · ')}</p>
      <p>{t(`quarantine.${cause}`, { defaultValue: cause })}</p>
      <p className="muted">{t('board.setAsideLater', { count: fact.laterFacts })}</p>
      <p><b>{t('board.whatToDo')}</b> {t(`quarantineHelp.${cause}`, { defaultValue: '' })}</p>
      <code className="selectable raw">{fact.seq} · {fact.bodyText}</code>
    </section>
  )
}
