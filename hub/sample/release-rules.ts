// The release rules of a first start. A supervisor changes them on the board.
import type { ReleaseRule } from '#shared/domain/waves/release-rule.ts'

const caps = { maxWeightGrams: 200_000, maxVolumeMl: 1_000_000 }

/** In the order in which they are tried. Together they take every open order of the sample. */
export const sampleReleaseRules: ReleaseRule[] = [
  {
    ruleId: 'sample-single-sf', name: '顺丰一单一件', carrierCodes: ['SF'], cutOffBeforeMinutes: null, itemCount: 'single', zones: [], minPriority: null,
    mode: 'single-item', maxOrders: 60, maxUnits: 60, ...caps, maxSlots: 0, autoRelease: false,
  },
  {
    ruleId: 'sample-single-others', name: '通达一单一件', carrierCodes: ['ZTO', 'YTO', 'YUNDA'], cutOffBeforeMinutes: null, itemCount: 'single', zones: [], minPriority: null,
    mode: 'single-item', maxOrders: 80, maxUnits: 80, ...caps, maxSlots: 0, autoRelease: false,
  },
  {
    ruleId: 'sample-cart-a', name: 'A区边拣边分', carrierCodes: [], cutOffBeforeMinutes: null, itemCount: 'multi', zones: ['A'], minPriority: null,
    mode: 'cart', maxOrders: 12, maxUnits: 60, ...caps, maxSlots: 12, autoRelease: false,
  },
  {
    ruleId: 'sample-batch-wall', name: 'A、B区集拣播种', carrierCodes: [], cutOffBeforeMinutes: 360, itemCount: 'multi', zones: ['A', 'B'], minPriority: null,
    mode: 'batch-wall', maxOrders: 40, maxUnits: 160, ...caps, maxSlots: 40, autoRelease: false,
  },
  {
    ruleId: 'sample-zone-wall', name: '分区拣选播种', carrierCodes: [], cutOffBeforeMinutes: null, itemCount: 'multi', zones: [], minPriority: null,
    mode: 'zone-wall', maxOrders: 40, maxUnits: 200, ...caps, maxSlots: 40, autoRelease: false,
  },
]
