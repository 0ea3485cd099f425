import { useTranslation } from 'react-i18next'
import type { ScreenOf } from '#shared/contract/station-view.ts'
import { CommandButton } from '../../ui/CommandButton.tsx'
import { carrierWords, wholeNumber } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Instruction } from '../Instruction.tsx'

export function ManifestScreen({ screen }: { screen: ScreenOf<'manifest'> }) {
  const { t, i18n } = useTranslation()
  const isOpen = screen.manifestNumber !== null
  const figures: [string, string, boolean][] = [
    [t('manifest.scanned'), String(screen.scannedCount), false],
    [t('manifest.remaining'), String(screen.remainingCount), false],
    [t('manifest.stopped'), String(screen.stoppedCount), screen.stoppedCount > 0],
    [screen.notWeighedCount > 0 ? t('manifest.weightButFor', { count: screen.notWeighedCount }) : t('manifest.weight'), t('common.grams', { value: wholeNumber(screen.totalGrams, i18n.language) }), false],
  ]
  return (
    <>
      <Instruction aside={isOpen ? t('manifest.number', { number: screen.manifestNumber }) : undefined}>
        {isOpen ? t('manifest.scan', { carrier: carrierWords(screen, i18n.language) }) : t('manifest.carrier')}
      </Instruction>
      <main className="manifest">
        {isOpen ? (
          <>
            <div className="manifest-figures">
              {figures.map(([label, value, isWarning]) => (
                <section key={label} className={`panel figure ${isWarning ? 'warning' : ''}`}><span className="panel-title">{label}</span><b className="huge-number">{value}</b></section>
              ))}
            </div>
            <p className="big-words">{screen.lastWaybillNumber !== null && <>{t('manifest.last')} <b>{screen.lastWaybillNumber}</b></>}</p>
            <p className="muted big-words">{t('manifest.finish')}</p>
          </>
        ) : (
          <section className="centre"><Icon name="truck" size={240} /><p className="big-words">{t('manifest.carrierWords')}</p></section>
        )}
        <div className="command-row"><CommandButton command="finish" look={isOpen ? 'main' : 'quiet'} /></div>
      </main>
    </>
  )
}
