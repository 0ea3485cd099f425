import { useTranslation } from 'react-i18next'
import type { StationView } from '#shared/contract/station-view.ts'
import { CommandButton } from '../ui/CommandButton.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { wholeNumber } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { PinPad } from '../ui/PinPad.tsx'
import { ProductFace } from '../ui/ProductFace.tsx'

/** Asks for another person: badge, PIN, then a reason or a weight. Scans go on reaching the station underneath. */
export function ApprovalDialog({ approval, scaleGrams }: { approval: NonNullable<StationView['approval']>; scaleGrams: number | null }) {
  const { t, i18n } = useTranslation()
  const isReprintReason = approval.what === 'reprint' && approval.step === 'reason'
  return (
    <Dialog title={t(isReprintReason ? 'check.reprint-reason' : `approval.${approval.what}`)}>
      <p className="dialog-next" data-testid="approval-next" data-wanted>{t(isReprintReason ? 'approval.reprintReason' : `approval.${approval.step}`, { name: approval.personName })}</p>
      {approval.step === 'badge' && <div className="centre"><Icon name="person" size={150} /><p className="muted">{t('approval.otherPerson')}</p></div>}
      {approval.step === 'pin' && <PinPad />}
      {approval.step === 'scale' && (
        <div className="centre">
          {approval.product && <ProductFace product={approval.product} />}
          <b className="huge-number">{scaleGrams === null ? '—' : t('common.grams', { value: wholeNumber(scaleGrams, i18n.language) })}</b>
        </div>
      )}
      {approval.step === 'reason' && (
        <div className="command-grid">
          {approval.what === 'reprint' ? (
            <><CommandButton command="reason-jammed" look="main" /><CommandButton command="reason-unreadable" look="main" /><CommandButton command="reason-lost" look="main" /></>
          ) : (
            <><CommandButton command="reason-contents-counted" look="main" /><CommandButton command="reason-packaging-differs" look="main" /><CommandButton command="reason-extra-cushioning" look="main" /><CommandButton command="reason-product-weight-wrong" look="main" /></>
          )}
        </div>
      )}
      <div className="command-row"><CommandButton command="cancel" look="quiet" /></div>
    </Dialog>
  )
}
