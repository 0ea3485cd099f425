import { fact, type Fact } from '../facts/facts.ts'
import type { Order } from './order.ts'

/**
 * 退款拦截: what is recorded where a cancelled order is met (PK13, PU2, CH10). Nothing when it was stopped before, or when another bench has packed it
 * meanwhile: then its stop task keeps the box from the carrier.
 */
export function stopOrder({ orderId, state }: Order, parcelId: string | null): Fact[] {
  return state === 'stopped' || state === 'packed' ? [] : [fact('OrderStopped', { orderId, parcelId })]
}
