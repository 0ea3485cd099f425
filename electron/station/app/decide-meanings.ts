// What a code means to this bench now: people first, then what blocks, then the work in hand.
import type { Bench } from '#shared/domain/bench/bench.ts'
import { type Decision, refuse } from '#shared/domain/bench/decision.ts'
import { type CodeMeaning, meaningsOfKind } from '#shared/domain/codes/code-meaning.ts'
import { recordableCode } from '#shared/domain/codes/recordable-code.ts'
import type { ScannedText } from '#shared/domain/codes/scanned-text.ts'
import { decideManifestScan } from '#shared/domain/manifests/decide-manifest.ts'
import { decideBadge } from '#shared/domain/people/decide-sign-in.ts'
import { decidePickScan } from '#shared/domain/picking/decide-pick.ts'
import { decidePutScan } from '#shared/domain/putting/decide-put.ts'
import { type CheckWorld, decideCheckScan, interruptedCheck } from '#shared/domain/packing/decide-check.ts'
import { looksLikeCopyMark } from '#shared/domain/printing/copy-mark.ts'
import { uniqueCodesOwed } from '#shared/domain/packing/parcel-needs.ts'
import { unreachable } from '#shared/kernel/assert.ts'
import type { AppDeps } from './app-deps.ts'
import { stopOpenParcel } from './check-commands.ts'
import { openParcelBy } from './check-parcel.ts'
import { startList } from './start-list.ts'
import { checkWorld, manifestWorld, pickWorld, putWorld, workedOnOpenParcel } from './worlds.ts'

/** Decides by the meanings of a code. A product code with several products asks and does nothing. */
export function decideMeanings(deps: AppDeps, bench: Bench, meanings: CodeMeaning[], text: ScannedText): Decision {
  const { store } = deps
  const { value } = text
  const [badge] = meaningsOfKind(meanings, 'person')
  // CH10: an approval that is asked for ends with its order.
  const stopped = bench.approval && !bench.locked ? stopOpenParcel(deps, bench) : undefined
  if (stopped) return stopped
  if (badge) {
    const person = store.person(badge.personId)
    return person ? decideBadge(bench, person, deps.nowMs(), workedOnOpenParcel(deps, bench)) : refuse('badge-unknown', bench)
  }
  if (bench.operatorId === null) return refuse(meanings.length > 0 ? 'not-signed-in' : 'badge-unknown', bench)
  if (bench.locked) return refuse('station-locked', bench)
  if (bench.badgePersonId !== null) return refuse('not-signed-in', bench)
  // CH10, CH13: whatever it is that was scanned, a code that nobody knows included.
  const open = openCheck(deps, bench)
  const gone = open && interruptedCheck(bench, open.order, open.parcel, open.holdEnded)
  if (gone) return gone
  if (bench.question) return refuse('command-not-now', bench, { command: 'question' })
  if (bench.approval) return refuse('not-allowed', bench, { step: bench.approval.step })

  const owesCode = open !== undefined && uniqueCodesOwed(open.order, open.parcel, open.product).length > 0
  const isMark = open !== undefined && looksLikeCopyMark(value)
  if (meanings.length === 0 && !owesCode && !isMark) return refuse('code-unknown', { ...bench, armedQuantity: null }, { code: recordableCode(value) })
  const products = meaningsOfKind(meanings, 'product')
  if (products.length > 1 && !owesCode) {
    return { outcome: { kind: 'asked', values: { code: value.slice(0, 64), count: products.length } }, facts: [], owed: [], bench: { ...bench, question: { code: value, skus: products.map(({ sku, quantity }) => ({ sku, quantity })) } } }
  }
  return decideByActivity(deps, bench, meanings, text, open)
}

/** The parcel on the bench, read once for a scan. */
function openCheck(deps: AppDeps, bench: Bench): CheckWorld | undefined {
  return bench.activity.kind === 'check' && bench.activity.parcelId !== null ? checkWorld(deps, bench, bench.activity.parcelId) : undefined
}

function decideByActivity(deps: AppDeps, bench: Bench, meanings: CodeMeaning[], text: ScannedText, open: CheckWorld | undefined): Decision {
  const { activity } = bench
  switch (activity.kind) {
    case 'choose':
      return chooseByScan(deps, bench, meanings, text.value)
    case 'pick':
      return decidePickScan(pickWorld(deps, bench, activity), meanings)
    case 'put':
      return decidePutScan(putWorld(deps, bench, activity), meanings)
    case 'check':
      return open ? decideCheckScan(open, meanings, text) : openParcelBy(deps, bench, meanings, text.value)
    case 'manifest':
      return decideManifestScan(manifestWorld(deps, bench, activity), meanings)
    default:
      return unreachable(activity)
  }
}

/** On the choose screen a thing itself says what to do with it: a list is picked, a tote or an item is checked. */
function chooseByScan(deps: AppDeps, bench: Bench, meanings: CodeMeaning[], value: string): Decision {
  const [list] = meaningsOfKind(meanings, 'pick-list')
  if (list) return startList(deps, bench, list.listId)
  const decision = openParcelBy(deps, { ...bench, activity: { kind: 'check', parcelId: null } }, meanings, value)
  // A refused scan chooses nothing.
  return decision.outcome.kind === 'refused' && decision.facts.length === 0 ? { ...decision, bench: { ...decision.bench, activity: bench.activity } } : decision
}

/** The choice after a question: the scan goes on as if the code had meant only this product. */
export function answerQuestion(deps: AppDeps, bench: Bench, optionNumber: number): Decision {
  const chosen = bench.question?.skus[optionNumber - 1]
  if (!bench.question || !chosen) return refuse('command-not-now', bench, { command: `qty-${optionNumber}` })
  const answered: Bench = { ...bench, question: null }
  return decideByActivity(deps, answered, [{ kind: 'product', ...chosen }], { value: bench.question.code, serial: null, lot: null, typed: false }, openCheck(deps, answered))
}

