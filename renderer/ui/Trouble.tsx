import { useTranslation } from 'react-i18next'

/** Why something was refused, in words; nothing where nothing was. */
export function Trouble({ why }: { why: string }) {
  const { t } = useTranslation()
  return why === '' ? null : <p className="form-error" role="alert">{t('common.refused', { why })}</p>
}
