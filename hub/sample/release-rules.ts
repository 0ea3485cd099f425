// The release rules of a first start. A supervisor changes them on the board.
import type { ReleaseRule } from '#shared/domain/waves/release-rule.ts'

const anyOrder = {
  carrierCodes: [], cutOffBeforeMinutes: null, zones: [], minPriority: null, maxUnits: 2_000, maxWeightGrams: 2_000_000, maxVolumeMl: 10_000_000, maxSlots: 40, autoRelease: false,
} satisfies Partial<ReleaseRule>

/** One for each way of picking; the single and the multi-piece ones together take whatever is not too large for one wave. */
export const sampleReleaseRules: readonly ReleaseRule[] = [
  { ...anyOrder, ruleId: 'single', name: '一单一件', itemCount: 'single', mode: 'single-item', maxOrders: 60 },
  { ...anyOrder, ruleId: 'wall', name: '多件播种墙', itemCount: 'multi', mode: 'batch-wall', maxOrders: 40 },
  { ...anyOrder, ruleId: 'zones', name: '分区拣选', itemCount: 'multi', mode: 'zone-wall', maxOrders: 40 },
  { ...anyOrder, ruleId: 'cart', name: '边拣边分', itemCount: 'multi', mode: 'cart', maxOrders: 24, maxSlots: 12 },
  { ...anyOrder, ruleId: 'urgent', name: '加急按单', itemCount: 'any', mode: 'by-order', maxOrders: 10, minPriority: 1 },
]
