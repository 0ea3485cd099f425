import { useTranslation } from 'react-i18next'
import type { BoardView } from '#shared/contract/board-api.ts'
import type { CarrierName } from './carrier-name.ts'
import { dayAndTime, wholeNumber } from '../ui/format.ts'

export function ManifestsTab({ manifests, carrierName }: { manifests: BoardView['manifests']; carrierName: CarrierName }) {
  const { t, i18n } = useTranslation()
  if (manifests.length === 0) return <p className="muted big-words">{t('board.noManifests')}</p>
  return (
    <table className="table">
      <thead><tr><th>{t('board.manifestNumber')}</th><th>{t('board.carrier')}</th><th className="number">{t('board.parcels')}</th><th className="number">{t('board.totalWeight')}</th><th>{t('board.closedAt')}</th></tr></thead>
      <tbody>
        {manifests.map((each) => (
          <tr key={each.manifestNumber}><td><b>{each.manifestNumber}</b></td><td>{carrierName(each.carrierCode, true)}</td><td className="number">{each.parcelCount}</td><td className="number">{t('common.grams', { value: wholeNumber(each.totalGrams, i18n.language) })}{each.notWeighedCount > 0 && <small className="sub">{t('board.notWeighed', { count: each.notWeighedCount })}</small>}</td><td>{each.closedAtMs === null ? t('board.open') : dayAndTime(each.closedAtMs, i18n.language)}</td></tr>
        ))}
      </tbody>
    </table>
  )
}
