import type { TFunction } from 'i18next'
import type { BoardRefused } from '#shared/contract/board-refusals.ts'
import type { CallFault } from '#shared/contract/contract.ts'

/** A refusal of the hub in the language of the page. */
export function refusalText({ why, values = {} }: BoardRefused, t: TFunction): string {
  const list = why === 'no-order-fits' ? Object.entries(values).map(([reason, count]) => `${t(`leftOut.${reason}`)} ${count}`).join(t('common.listComma')) : ''
  return t(`boardRefusal.${why}`, { list, ...values })
}

/** A question that could not be answered: the line closed, or the program made a mistake. */
export function faultText({ code, incidentId }: CallFault, t: TFunction): string {
  return `${t(`boardFault.${code}`)}${incidentId === '' ? '' : ` (${incidentId})`}`
}

/** Why an order is kept from the floor; a code may bring its value after a blank (`unknown-carrier XY`). */
export function holdText(hold: string, t: TFunction): string {
  const [code = '', ...value] = hold.split(' ')
  return t(`hold.${code}`, { value: value.join(' ') })
}
