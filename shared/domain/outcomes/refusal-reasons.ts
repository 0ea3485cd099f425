// The closed list of every "no" the station can say. Each has its own sound, its own spoken phrase and its own words on screen
// (renderer/feedback), and stays until it is acknowledged. Adding one here breaks the build wherever one of these is missing.

export const refusalReasons = [
  // People
  'not-signed-in', 'badge-unknown', 'badge-disabled', 'badge-locked', 'pin-wrong', 'not-allowed', 'same-person', 'station-locked',
  // Any scan
  'acknowledge-first', 'code-unreadable', 'code-damaged', 'code-unknown', 'wrong-kind', 'command-not-now', 'quantity-not-allowed',
  // Picking
  'no-work', 'list-taken', 'place-first', 'wrong-place', 'wrong-item', 'too-many', 'tote-in-use', 'wrong-slot', 'list-cancelled',
  // Putting
  'nothing-to-put',
  // Checking
  'no-order-for-item', 'order-not-ready', 'order-short', 'order-already-packed', 'order-kicked-out', 'item-not-in-order',
  'item-complete', 'not-picked', 'unique-code-needed', 'unique-code-used', 'unique-code-invalid', 'enclosure-not-asked',
  'order-stopped',
  // Weighing
  'weight-too-light', 'weight-too-heavy', 'weight-not-known', 'weight-not-usable', 'weight-not-due',
  // Waybill
  'waybill-missing', 'wrong-waybill', 'must-be-scanned', 'label-not-printed', 'label-void', 'printer-missing', 'parcel-not-ready',
  // Hand-over
  'wrong-carrier', 'parcel-not-closed', 'parcel-stopped', 'parcel-already-scanned-out',
  // Claims
  'held-elsewhere', 'hold-expired', 'parcel-not-confirmed',
  // This computer
  'disk-full',
] as const

export type RefusalReason = (typeof refusalReasons)[number]
