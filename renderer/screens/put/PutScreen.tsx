import { useTranslation } from 'react-i18next'
import type { ScreenOf } from '#shared/contract/station-view.ts'
import { CommandButton } from '../../ui/CommandButton.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProductFace } from '../../ui/ProductFace.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { Instruction } from '../Instruction.tsx'
import { putCommands } from './put-commands.ts'
import { wallPlaces } from './wall-places.ts'

export function PutScreen({ screen }: { screen: ScreenOf<'put'> }) {
  const { t } = useTranslation()
  const { places, columns, wallCode } = wallPlaces(screen.slots.map((slot) => slot.slotCode))
  return (
    <>
      <Instruction aside={t('pick.wave', { waveNumber: screen.waveNumber })}>{t(`put.${screen.step}`, { slotCode: screen.slotCode ?? '', count: screen.notPutPieces })}</Instruction>
      <main className="put">
        <section className="put-now panel">
          {screen.slotCode !== null ? <b className="slot-code" data-testid="slot">{screen.slotCode}</b> : <Icon name="wall" size={180} />}
          {screen.product ? <ProductFace product={screen.product} /> : <p className="big-words">{t(screen.step === 'missing' ? 'put.missingWords' : 'put.scanWords')}</p>}
        </section>
        <section className="put-wall panel">
          <div className="put-head"><span className="panel-title">{t('put.slots')} {wallCode.replace(/-$/, '')}</span><ProgressBar label="" done={screen.putPieces} all={screen.pieceCount} /></div>
          <ul className="wall" style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
            {screen.slots.map((slot, index) => (
              <li key={slot.slotCode} style={{ gridColumn: places[index]?.column, gridRow: places[index]?.row }} className={slot.slotCode === screen.slotCode ? 'slot lit' : slot.put >= slot.asked ? 'slot full' : 'slot'}>
                <b>{places[index]?.shortCode}</b>
                <span>{slot.put >= slot.asked && slot.slotCode !== screen.slotCode ? `✓ ${t('put.full')}` : `${slot.put}/${slot.asked}`}</span>
              </li>
            ))}
          </ul>
        </section>
        <div className="command-row">{putCommands(screen).map(([command, look]) => <CommandButton key={command} command={command} look={look} />)}</div>
      </main>
    </>
  )
}
