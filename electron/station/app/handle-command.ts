// Command barcodes and the buttons that stand for them: the only other thing a packer can say.
import type { Bench } from '#shared/domain/bench/bench.ts'
import { accept, type Decision, refuse } from '#shared/domain/bench/decision.ts'
import { type Command, quantityOfCommand } from '#shared/domain/codes/command-codes.ts'
import { decideManifestFinish } from '#shared/domain/manifests/decide-manifest.ts'
import { lockBench, signOut } from '#shared/domain/people/decide-sign-in.ts'
import { mayDo } from '#shared/domain/people/rights.ts'
import { decidePickCommand } from '#shared/domain/picking/decide-pick.ts'
import { decidePrinterCommand, isPrinterCommand } from '#shared/domain/printing/decide-printer.ts'
import { decidePutCommand } from '#shared/domain/putting/decide-put.ts'
import type { AppDeps } from './app-deps.ts'
import { approvalReasonOf, handleCheckCommand, reprintReasonOf, stopOpenParcel, takeReason } from './check-commands.ts'
import { answerQuestion } from './decide-meanings.ts'
import { startNextList } from './start-list.ts'
import { manifestWorld, operatorOf, pickWorld, printerWorld, putWorld } from './worlds.ts'

type WorkCommand = Extract<Command, 'pick' | 'put' | 'check' | 'manifest'>
const isWorkCommand = (command: Command): command is WorkCommand => command === 'pick' || command === 'put' || command === 'check' || command === 'manifest'

export function handleCommand(deps: AppDeps, bench: Bench, command: Command): Decision {
  const notNow = (): Decision => refuse('command-not-now', bench, { command })
  if (bench.refusal) return command === 'confirm' ? accept('acknowledged', { ...bench, refusal: null }) : refuse('acknowledge-first', bench, { reason: bench.refusal.reason })
  if (command === 'cancel' && bench.badgePersonId !== null) return accept('cancelled', { ...bench, badgePersonId: null })
  if (bench.operatorId === null) return refuse('not-signed-in', bench)
  if (bench.locked) return refuse('station-locked', bench)
  if (bench.badgePersonId !== null) return refuse('not-signed-in', bench)
  const stopped = command === 'sign-out' || command === 'lock' ? undefined : stopOpenParcel(deps, bench)
  if (stopped) return stopped
  if (bench.question) return answerToQuestion(deps, bench, command)
  if (bench.approval) return answerToApproval(deps, bench, command)
  if (command === 'sign-out') return signOut(bench)
  if (command === 'lock') return lockBench(bench, 'asked') ?? notNow()
  if (isWorkCommand(command)) return chooseWork(deps, bench, command)
  if (isPrinterCommand(command)) return decidePrinterCommand(printerWorld(deps, bench), command)
  const quantity = quantityOfCommand(command)
  if (quantity !== undefined) {
    if (bench.activity.kind === 'choose' || bench.activity.kind === 'manifest') return notNow()
    return accept('quantity-armed', { ...bench, armedQuantity: quantity }, { values: { quantity } })
  }
  if (command === 'cancel' && bench.armedQuantity !== null) return accept('cancelled', { ...bench, armedQuantity: null })
  return commandOfActivity(deps, bench, command) ?? notNow()
}

function answerToQuestion(deps: AppDeps, bench: Bench, command: Command): Decision {
  if (command === 'cancel') return accept('cancelled', { ...bench, question: null, armedQuantity: null })
  const option = quantityOfCommand(command)
  return option === undefined ? refuse('command-not-now', bench, { command }) : answerQuestion(deps, bench, option)
}

function answerToApproval(deps: AppDeps, bench: Bench, command: Command): Decision {
  if (command === 'cancel') return accept('cancelled', { ...bench, approval: null })
  if (bench.approval?.step === 'reason' && (approvalReasonOf(command) || reprintReasonOf(command))) return takeReason(deps, bench, command)
  return refuse('command-not-now', bench, { command })
}

/** Changes the work, when nothing is half done in the hand. */
function chooseWork(deps: AppDeps, bench: Bench, command: WorkCommand): Decision {
  const { activity } = bench
  const inHand = (activity.kind === 'pick' && (activity.inHandQty > 0 || activity.step === 'zero-check')) || (activity.kind === 'put' && activity.inHand !== null) || (activity.kind === 'check' && activity.parcelId !== null) || (activity.kind === 'manifest' && activity.manifestId !== null && command !== 'manifest')
  if (inHand) return refuse('command-not-now', bench, { command })
  if (!mayDo(operatorOf(deps, bench).role, command)) return refuse('not-allowed', bench, { right: command })
  const free: Bench = { ...bench, armedQuantity: null }
  switch (command) {
    case 'pick':
      return startNextList(deps, free)
    case 'put': {
      // PU6: PUT again goes on to the next wave, so that one lost piece does not keep the others from the wall.
      const waves = deps.store.wavesToPut()
      const at = activity.kind === 'put' ? waves.findIndex((each) => each.waveId === activity.waveId) : -1
      const wave = waves[(at + 1) % Math.max(1, waves.length)]
      return wave ? accept('activity-chosen', { ...free, activity: { kind: 'put', waveId: wave.waveId, inHand: null } }, { values: { waveNumber: wave.waveNumber } }) : refuse('no-work', bench)
    }
    case 'check':
      return accept('activity-chosen', { ...free, activity: { kind: 'check', parcelId: null } })
    case 'manifest':
      return accept('activity-chosen', { ...free, activity: { kind: 'manifest', manifestId: deps.store.openManifest()?.manifestId ?? null } })
  }
}

function commandOfActivity(deps: AppDeps, bench: Bench, command: Command): Decision | undefined {
  const { activity } = bench
  switch (activity.kind) {
    case 'choose':
      return undefined
    case 'pick':
      return decidePickCommand(pickWorld(deps, bench, activity), command)
    case 'put':
      return decidePutCommand(putWorld(deps, bench, activity), command)
    case 'check':
      return handleCheckCommand(deps, bench, activity.parcelId, command)
    case 'manifest':
      return command === 'finish' ? decideManifestFinish(manifestWorld(deps, bench, activity)) : undefined
  }
}
