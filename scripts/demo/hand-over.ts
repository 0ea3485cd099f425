// Boxes go out: one manifest per carrier, box by box.
import { surprise, type Shift } from './shift-context.ts'

const rates = { twice: 0.006, wrongCarrier: 0.3 }

/** Scans out every closed box. One that the station stops is put aside for the supervisor. */
export async function handOverAll(shift: Shift): Promise<void> {
  const { bench, crew, chance } = shift
  const boxes = shift.outgoing.splice(0)
  const byCarrier = [...Map.groupBy(boxes, (box) => box.carrierCode)].sort(([one], [other]) => (one < other ? -1 : 1))
  for (const [index, [carrierCode, own]] of byCarrier.entries()) {
    await crew.signIn(crew.forWork('manifest'))
    if (bench.view().screen.kind === 'check' || bench.view().screen.kind === 'put') await bench.press('finish')
    await bench.press('manifest')
    let scanned = 0
    for (const box of own) {
      const outcome = await bench.scan(box.waybillNumber)
      if (outcome.kind === 'accepted') {
        scanned += 1
        shift.handedOver.push(box)
        if (chance.happens(rates.twice, 'twice', box.orderNumber)) await bench.scan(box.waybillNumber)
      } else if (outcome.kind === 'refused' && outcome.reason === 'parcel-stopped') shift.stopped.push(box)
      else {
        surprise(shift, `box ${box.waybillNumber} was not handed over`, outcome)
        shift.outgoing.push(box)
      }
    }
    const other = byCarrier[index + 1]?.[1][0]
    if (scanned > 0 && other && chance.happens(rates.wrongCarrier, 'wrong-carrier', carrierCode, other.orderNumber)) await bench.scan(other.waybillNumber)
    await bench.press('finish')
    if (scanned > 0) shift.counts.manifests += 1
  }
}
