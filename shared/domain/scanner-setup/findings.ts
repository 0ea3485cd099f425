// What can be wrong with a scanner's set-up, as told on the scanner test screen.
export const scannerFindings = [
  'right', 'nothing-typed', 'other-code', 'no-end', 'end-is-tab', 'case-swapped', 'all-capitals', 'all-small', 'caps-lock', 'input-method', 'input-method-hides-keys', 'other-layout', 'alt-numpad',
  'gs-lost', 'gs-replaced', 'letters-lost', 'text-before', 'text-after', 'read-twice', 'slow', 'too-slow', 'wrong-parity', 'aim-on', 'aim-off',
] as const
export type ScannerFinding = (typeof scannerFindings)[number]

/** `must`: scans are wrong or lost until it is changed. `better`: it works, but not at its best. `good`: as it should be, or as you like. */
export type Severity = 'must' | 'better' | 'good'
export const severityOf: Readonly<Record<ScannerFinding, Severity>> = {
  right: 'good', 'aim-on': 'good', 'aim-off': 'good', 'end-is-tab': 'good',
  'no-end': 'better', 'caps-lock': 'better', 'input-method': 'better', slow: 'better',
  'nothing-typed': 'must', 'other-code': 'must', 'case-swapped': 'must', 'all-capitals': 'must', 'all-small': 'must', 'input-method-hides-keys': 'must', 'other-layout': 'must', 'alt-numpad': 'must',
  'gs-lost': 'must', 'gs-replaced': 'must', 'letters-lost': 'must', 'text-before': 'must', 'text-after': 'must', 'read-twice': 'must', 'too-slow': 'must', 'wrong-parity': 'must',
}

/** `value` is what was seen: the sign in the place of GS, the letters that are missing, milliseconds. */
export type Found = { finding: ScannerFinding; value: string }
export type Diagnosis = { read: string; found: Found[] }

/** What must be changed first; where nothing must, it says so. */
export function inOrder(found: readonly Found[]): Found[] {
  const rank: Record<Severity, number> = { must: 0, better: 1, good: 2 }
  const hasFault = found.some((each) => severityOf[each.finding] === 'must')
  const all = hasFault ? found : [{ finding: 'right' as const, value: '' }, ...found]
  return [...all].sort((a, b) => rank[severityOf[a.finding]] - rank[severityOf[b.finding]])
}
