import { useTranslation } from 'react-i18next'
import { commandCodes, type Command } from '#shared/domain/codes/command-codes.ts'
import { submitCommand } from '../station-client/station-link.ts'
import { Button } from './Button.tsx'

/** A button that does what the printed card of the same name does. */
export function CommandButton({ command, look = 'plain' }: { command: Command; look?: 'plain' | 'main' | 'danger' | 'quiet' }) {
  const { i18n } = useTranslation()
  const row = commandCodes.find((each) => each.command === command)
  return (
    <Button look={look} onPress={() => submitCommand(command)}>
      {i18n.language === 'en' ? row?.nameEn : row?.nameZh}
    </Button>
  )
}
