import { useTranslation } from 'react-i18next'
import type { ScreenOf } from '#shared/contract/station-view.ts'
import { CommandButton } from '../../ui/CommandButton.tsx'
import { cutOffWords } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ProductFace } from '../../ui/ProductFace.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { SiteMap } from '../../ui/SiteMap.tsx'
import { Instruction } from '../Instruction.tsx'
import { pickCommands } from './pick-commands.ts'

export function PickScreen({ screen, armedQuantity }: { screen: ScreenOf<'pick'>; armedQuantity: number | null }) {
  const { t, i18n } = useTranslation()
  const { task } = screen
  const missing = task ? task.askedQty - task.pickedQty : 0
  // PK2: NEXT TOTE in the middle of a list is another question than the tote that begins it.
  const isChange = screen.step === 'tote' && screen.toteCode !== null
  return (
    <>
      <Instruction aside={cutOffWords(screen.cutOffAtMs, i18n.language, t)}>
        {t(isChange ? 'pick.tote-change' : `pick.${screen.step}`, { placeCode: task?.placeCode ?? '', slotCode: task?.slotCode ?? '', count: missing })}
      </Instruction>
      <main className={`pick ${screen.step === 'slot' ? 'pick-slot' : ''}`}>
        {task && screen.step !== 'tote' ? (
          <>
            <section className={`pick-place panel ${screen.step === 'place' || screen.step === 'zero-check' ? 'now' : ''}`}>
              <span className="panel-title">{t('pick.place_label')}</span>
              <b className="place-code" data-testid="place">{task.placeCode}</b>
              <span>{t('pick.aisle', { aisle: task.aisle, bay: task.bay, shelf: task.shelf })}</span>
              {screen.map && <div className="pick-map" data-testid="pick-map"><SiteMap ways={screen.map.ways} stops={screen.map.stops} path={screen.map.path} label={t('pick.map')} /></div>}
            </section>
            <section className={`pick-item panel ${screen.step === 'item' ? 'now' : ''}`}><ProductFace product={task.product} /></section>
            <section className={`pick-count panel ${screen.step === 'item' || screen.step === 'slot' ? 'now' : ''}`}>
              {screen.step === 'slot' ? (
                <><span className="panel-title">{t('pick.slot_label')}</span><b className="slot-code" data-testid="slot">{task.slotCode}</b></>
              ) : (
                <>
                  <span className="panel-title">{t('pick.remaining')}</span>
                  <b className="huge-number" data-testid="missing">{missing}</b>
                  <span className="of-words">{t('pick.picked')} {t('common.of', { done: task.pickedQty, all: task.askedQty })}</span>
                  {armedQuantity !== null && <b className="armed">{t('pick.armed', { count: armedQuantity })}</b>}
                  {task.slotCode !== null && <span className="slot-chip">{t('pick.slot_label')} <b>{task.slotCode}</b></span>}
                </>
              )}
            </section>
          </>
        ) : (
          <section className="pick-tote panel now"><Icon name="cart" size={200} /><p className="big-words">{isChange ? t('pick.toteChangeWords', { toteCode: screen.toteCode }) : t('pick.toteWords')}</p></section>
        )}
        <section className="pick-next panel">
          <span>{t('pick.list', { listNumber: screen.listNumber })} · {t(`mode.${screen.mode}`)}{screen.zone !== '' && ` · ${t('pick.zone', { zone: screen.zone })}`}</span>
          {screen.toteCode !== null && <span>{t('pick.tote_label')} <b>{screen.toteCode}</b></span>}
          <ProgressBar label="" done={screen.doneTasks} all={screen.taskCount} />
          <span className="next-place">{screen.next ? <>{t('pick.next')} <b>{screen.next.placeCode}</b> {screen.next.name}</> : t('pick.last')}</span>
        </section>
        <div className="command-row">
          {pickCommands(screen).map(([command, look]) => <CommandButton key={command} command={command} look={look} />)}
        </div>
      </main>
    </>
  )
}
