import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readEnrolment } from '#shared/contract/enrolment.ts'
import { takeScans } from '../../input/scan-taker.ts'
import { useSetup } from '../../state/setup-store.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Instruction } from '../Instruction.tsx'

/** First start: which warehouse this station belongs to. */
export function SetupScreen() {
  const { t } = useTranslation()
  const { phase, progress, message, choose } = useSetup()
  const [hubUrl, setHubUrl] = useState('http://')
  const [joinToken, setJoinToken] = useState('')
  /** A scanned code brings the address along. */
  const enterCode = (text: string): void => {
    const address = readEnrolment(text)?.hubUrl
    if (address) setHubUrl(address)
    setJoinToken(address ? text.slice(text.indexOf('#') + 1) : text)
  }
  // Without a finger on any field: the scanner is all that a new bench has.
  useEffect(() => takeScans(enterCode))
  if (phase === 'working') {
    return (
      <div className="screen">
        <Instruction>{t('setup.working')}</Instruction>
        <main className="centre"><Icon name="clock" size={180} /><p className="big-words" role="status">{progress}</p><p className="muted">{t('setup.wait')}</p></main>
      </div>
    )
  }
  return (
    <div className="screen">
      <Instruction>{t('setup.title')}</Instruction>
      <main className="setup">
        {phase === 'refused' && <p className="form-error" role="alert"><Icon name="warning" size={28} /> {t('setup.refused', { why: t(`troubleReason.${message}`, { defaultValue: message }) })}</p>}
        <div className="setup-choices">
          <section className="panel setup-choice"><Icon name="box" size={96} /><h2>{t('setup.sample')}</h2><p>{t('setup.sampleWords')}</p><Button look="main" onPress={() => choose({ kind: 'sample' })}>{t('setup.go')}</Button></section>
          <section className="panel setup-choice"><Icon name="shelf" size={96} /><h2>{t('setup.own')}</h2><p>{t('setup.ownWords')}</p><Button onPress={() => choose({ kind: 'own-hub' })}>{t('setup.go')}</Button></section>
          <section className="panel setup-choice">
            <Icon name="link" size={96} /><h2>{t('setup.join')}</h2><p>{t('setup.joinWords')}</p>
            <label className="field"><span>{t('setup.hubUrl')}</span><input value={hubUrl} onChange={(event) => setHubUrl(event.target.value)} /></label>
            <label className="field"><span>{t('setup.joinToken')}</span><input value={joinToken} onChange={(event) => enterCode(event.target.value)} /></label>
            <p className="muted">{t('setup.joinHint')}</p>
            <Button disabled={readEnrolment(joinToken) === undefined || !/^https?:\/\/.+/.test(hubUrl)} onPress={() => choose({ kind: 'join', hubUrl: hubUrl.trim(), joinToken: joinToken.trim() })}>{t('setup.go')}</Button>
          </section>
        </div>
      </main>
    </div>
  )
}
