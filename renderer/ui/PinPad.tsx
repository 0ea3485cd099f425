import { useTranslation } from 'react-i18next'
import { submitPin } from '../station-client/station-link.ts'
import { PIN_DIGITS } from '#shared/domain/people/pin-rule.ts'
import { useStation } from '../state/station-store.ts'
import { Button } from './Button.tsx'

/** Adds a digit to the PIN being typed, takes the last one away ('backspace'), or sends it ('\n'). */
export function pressPinKey(key: string): void {
  const { pin } = useStation.getState()
  if (key === '\n') {
    if (pin.length > 0) submitPin(pin)
  } else if (key === 'backspace') useStation.setState({ pin: pin.slice(0, -1) })
  else if (/^\d$/.test(key) && pin.length < PIN_DIGITS) useStation.setState({ pin: pin + key })
}

/** SI15: a digit card; there is none for OK, so the last digit sends the PIN. */
export function pressPinCard(digit: string): void {
  pressPinKey(digit)
  if (useStation.getState().pin.length === PIN_DIGITS) pressPinKey('\n')
}

/** Digits for gloves; what is typed on a keyboard arrives in the same place. The digits themselves are never shown. */
export function PinPad() {
  const { t } = useTranslation()
  const typedCount = useStation((state) => state.pin.length)
  return (
    <div className="pin-pad">
      <div className="pin-dots" role="status" aria-label={`${typedCount}`} data-testid="pin-dots">
        {'●'.repeat(typedCount)}
        {'○'.repeat(Math.max(0, PIN_DIGITS - typedCount))}
      </div>
      <p className="pin-hint">{t('signIn.pinHint')}</p>
      <div className="pin-keys">
        {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => (
          <Button key={digit} onPress={() => pressPinKey(digit)}>{digit}</Button>
        ))}
        <Button look="quiet" onPress={() => pressPinKey('backspace')}>{t('signIn.clear')}</Button>
        <Button onPress={() => pressPinKey('0')}>0</Button>
        <Button look="main" disabled={typedCount === 0} onPress={() => pressPinKey('\n')}>{t('signIn.ok')}</Button>
      </div>
    </div>
  )
}
