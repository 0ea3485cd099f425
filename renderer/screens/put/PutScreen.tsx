import { useTranslation } from 'react-i18next'
import type { ScreenOf } from '#shared/contract/station-view.ts'
import { CommandButton } from '../../ui/CommandButton.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProductFace } from '../../ui/ProductFace.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { Instruction } from '../Instruction.tsx'

/** Columns that keep every slot of the wall on the screen, without scrolling. */
function wallColumns(slotCount: number): number {
  return Math.max(4, Math.ceil(Math.sqrt(slotCount * 0.9)))
}

export function PutScreen({ screen }: { screen: ScreenOf<'put'> }) {
  const { t } = useTranslation()
  return (
    <>
      <Instruction aside={t('pick.wave', { waveNumber: screen.waveNumber })}>{t(`put.${screen.step}`, { slotCode: screen.slotCode ?? '', count: screen.notPutPieces })}</Instruction>
      <main className="put">
        <section className="put-now panel">
          {screen.slotCode !== null ? <b className="slot-code" data-testid="slot">{screen.slotCode}</b> : <Icon name="wall" size={180} />}
          {screen.product ? <ProductFace product={screen.product} /> : <p className="big-words">{t('put.scanWords')}</p>}
        </section>
        <section className="put-wall panel">
          <div className="put-head"><span className="panel-title">{t('put.slots')}</span><ProgressBar label="" done={screen.putPieces} all={screen.pieceCount} /></div>
          <ul className="wall" style={{ gridTemplateColumns: `repeat(${wallColumns(screen.slots.length)}, minmax(0, 1fr))` }}>
            {screen.slots.map((slot) => (
              <li key={slot.slotCode} className={slot.slotCode === screen.slotCode ? 'slot lit' : slot.put >= slot.asked ? 'slot full' : 'slot'}>
                <b>{slot.slotCode}</b>
                <span>{slot.put >= slot.asked && slot.slotCode !== screen.slotCode ? `✓ ${t('put.full')}` : `${slot.put}/${slot.asked}`}</span>
              </li>
            ))}
          </ul>
        </section>
        <div className="command-row">{screen.step === 'item' && screen.notPutPieces > 0 && <CommandButton command="short" />}{screen.step === 'missing' && <CommandButton command="confirm" look="main" />}{screen.step !== 'item' && <CommandButton command="cancel" />}<CommandButton command="finish" look="quiet" /></div>
      </main>
    </>
  )
}
