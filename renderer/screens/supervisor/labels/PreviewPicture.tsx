import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { LabelTemplate } from '#shared/domain/labels/label-template.ts'
import { notDrawnText } from './label-words.ts'
import type { Preview } from './use-preview.ts'

/** The very dots that are printed, and under them how large they are; or why there are none. */
export function PreviewPicture({ preview, template, children }: { preview: Preview | null; template: LabelTemplate | undefined; children?: ReactNode }) {
  const { t } = useTranslation()
  if (!preview || !template) return <p className="muted label-no-picture">{t('labels.choose')}</p>
  if (preview.kind !== 'drawn') return <p className="form-error" role="alert" data-testid="not-drawn">{preview.kind === 'gone' ? t('labels.refused.gone') : preview.kind === 'refused' ? t('labels.refused.not-allowed') : notDrawnText(preview, template, t)}</p>
  return (
    <figure className="label-picture">
      <div className="label-sheet"><img data-testid="label-preview" alt="" src={`data:image/png;base64,${preview.png}`} width={preview.widthDots} height={preview.heightDots} /></div>
      <figcaption className="muted">{t('labels.size', { width: template.widthMm, height: template.heightMm, widthDots: preview.widthDots, heightDots: preview.heightDots })}{children}</figcaption>
    </figure>
  )
}
