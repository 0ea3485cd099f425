// What a packer can say at the check: tick an enclosure, suspend, reprint, ask a supervisor.
import type { Bench } from '#shared/domain/bench/bench.ts'
import { accept, type Decision, refuse } from '#shared/domain/bench/decision.ts'
import type { Command } from '#shared/domain/codes/command-codes.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import { type ApprovalReason, approvalReasons, type Enclosure, enclosures, type ReprintReason, reprintReasons } from '#shared/domain/facts/common.ts'
import { addEnclosure, interruptedCheck, settle, takeBackPackaging } from '#shared/domain/packing/decide-check.ts'
import { approveWeight, askApproval } from '#shared/domain/packing/decide-weight.ts'
import { mayDo } from '#shared/domain/people/rights.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { AppDeps } from './app-deps.ts'
import { checkWorld, operatorOf, weightWorld } from './worlds.ts'

const reasonText = (command: Command): string => command.replace(/^reason-/, '')

export function approvalReasonOf(command: Command): ApprovalReason | undefined {
  return approvalReasons.find((reason) => reason === reasonText(command))
}

export function reprintReasonOf(command: Command): ReprintReason | undefined {
  return reprintReasons.find((reason) => reason === reasonText(command))
}

function enclosureOf(command: Command): Enclosure | undefined {
  return enclosures.find((enclosure) => `enclosure-${enclosure}` === command)
}

/** CH10, CH13: the parcel on the bench that must not be worked on any more stops whatever is scanned; undefined when there is none. */
export function stopOpenParcel(deps: AppDeps, bench: Bench): Decision | undefined {
  const { activity } = bench
  if (activity.kind !== 'check' || activity.parcelId === null) return undefined
  const { order, parcel, holdEnded } = checkWorld(deps, bench, activity.parcelId)
  return interruptedCheck(bench, order, parcel, holdEnded)
}

/** Undefined when the command is none of the check's. */
export function handleCheckCommand(deps: AppDeps, bench: Bench, parcelId: string | null, command: Command): Decision | undefined {
  if (parcelId === null) return command === 'finish' ? accept('work-left', { ...bench, activity: { kind: 'choose' } }) : undefined
  const world = checkWorld(deps, bench, parcelId)
  const { order } = world
  const enclosure = enclosureOf(command)
  if (enclosure) return addEnclosure(world, enclosure)
  switch (command) {
    case 'suspend':
    case 'short':
    case 'damaged': {
      const reason = command === 'suspend' ? 'suspended' : command === 'short' ? 'piece-missing' : 'piece-damaged'
      return accept('parcel-suspended', { ...bench, armedQuantity: null, activity: { kind: 'check', parcelId: null } }, { facts: [fact('ParcelSuspended', { parcelId, orderId: order.orderId, reason })], values: { orderNumber: order.number } })
    }
    case 'cancel':
      return takeBackPackaging(world)
    case 'override':
      return askApproval(world, deps.canWeigh?.() ?? true)
    case 'reprint':
      return askReprint(deps, bench, parcelId)
    default:
      return undefined
  }
}

/** CH12: without a label yet this only prints the original, once a printer is there. Otherwise it takes the right, a reason, and voids the copy before. */
function askReprint(deps: AppDeps, bench: Bench, parcelId: string): Decision {
  const world = checkWorld(deps, bench, parcelId)
  const { parcel } = world
  if (!world.hasPrinter) return refuse('printer-missing', bench)
  if (parcel.copies === 0) {
    const decision = settle(world, bench, [], 'label-queued')
    return decision.owed.length > 0 ? decision : refuse('label-not-printed', bench)
  }
  if (parcel.labelState === 'queued' || parcel.labelState === 'sending') return refuse('command-not-now', bench, { command: 'reprint' })
  const operator = operatorOf(deps, bench)
  if (mayDo(operator.role, 'reprint')) return accept('reason-asked', { ...bench, approval: { what: 'reprint', step: 'reason', personId: operator.personId, sku: null } })
  return accept('approval-asked', { ...bench, approval: { what: 'reprint', step: 'badge', personId: null, sku: null } })
}

/** The reason is the last thing an approval needs: with it the act is done. */
export function takeReason(deps: AppDeps, bench: Bench, command: Command): Decision {
  const { approval, activity } = bench
  assert(approval?.personId, 'a reason is only asked of a known person')
  assert(activity.kind === 'check' && activity.parcelId !== null, 'approvals belong to an open parcel')
  const reprintReason = reprintReasonOf(command)
  const weightReason = approvalReasonOf(command)
  if (approval.what === 'reprint') {
    if (!reprintReason) return refuse('command-not-now', bench, { command })
    const { parcel } = checkWorld(deps, bench, activity.parcelId)
    assert(parcel.waybillNumber, 'only a printed label can be reprinted')
    const copy = parcel.copies + 1
    const { waybillNumber, parcelId } = { waybillNumber: parcel.waybillNumber, parcelId: parcel.parcelId }
    return accept('label-reprinted', { ...bench, approval: null }, {
      facts: [fact('LabelReprinted', { parcelId, waybillNumber, copy, reason: reprintReason, byPersonId: approval.personId })],
      owed: [{ kind: 'print-label', parcelId, waybillNumber, copy }],
      values: { copy, waybillNumber },
    })
  }
  if (!weightReason) return refuse('command-not-now', bench, { command })
  return approveWeight(weightWorld(deps, bench, activity.parcelId), deps.store.packagings(), approval.personId, weightReason)
}
