import { describe, expect, it } from 'vitest'
import { PickStep, PutStep } from '#shared/contract/station-view.ts'
import { decidePickCommand } from '#shared/domain/picking/decide-pick.ts'
import { decidePutCommand } from '#shared/domain/putting/decide-put.ts'
import { bench, list, order, task, verdictOf } from '#tests/support/builders.ts'
import { putCommands } from '../put/put-commands.ts'
import { pickCommands } from './pick-commands.ts'

const others = { nextTask: () => task({ taskId: 'task-2', placeCode: 'A-02' }), toteUse: () => undefined, order: () => order({ state: 'released', lines: order().lines.map((line) => ({ ...line, pickedQty: 0 })) }), holdEnded: false }

describe('buttons', () => {
  it.each(PickStep.options.flatMap((step) => (['by-order', 'batch-wall', 'cart'] as const).map((mode) => [step, mode] as const)))('[FB10] of a walk at the step %s, %s, are all taken', (step, mode) => {
    for (const toteCode of [null, 'TOTE-1']) {
      const current = step === 'zero-check' ? task({ shortQty: 2 }) : task()
      const activity = { kind: 'pick' as const, listId: 'list-1', taskId: current.taskId, step, inHandQty: step === 'slot' ? 1 : 0 }
      const its = { bench: bench(activity), activity, list: list({ mode, toteCode }), task: current, ...others }
      for (const [command] of pickCommands({ step, mode })) expect([command, verdictOf(decidePickCommand(its, command) ?? { ...its, outcome: { kind: 'refused', reason: 'command-not-now', values: {} } } as never)]).toEqual([command, expect.stringContaining('accepted')])
    }
  })
  it.each(PutStep.options)('[FB10] at the wall at the step %s are all taken', (step) => {
    const activity = { kind: 'put' as const, waveId: 'wave-1', inHand: step === 'slot' ? { sku: 'cup', quantity: 1, slotCode: 'W1', orderId: 'order-1', lineNumber: 1 } : null, asksMissing: step === 'missing' }
    const notPut = [{ orderId: 'order-1', lineNumber: 1, quantity: 2 }]
    for (const [command] of putCommands({ step, notPutPieces: 2 })) expect([command, decidePutCommand({ bench: bench(activity), activity, notPut } as never, command)?.outcome.kind]).toEqual([command, 'accepted'])
  })
})
