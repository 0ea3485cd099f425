// `npm run check-invariants -- --hub FOLDER_OR_postgres://… --stations FILE… [--drained]`: whether the truths of docs/specs/invariants.md hold in real stores.
// Reads only; exits with 1 when one is broken.
import { parseArgs } from 'node:util'
import { checkInvariants } from './check-invariants/check-all.ts'
import { printed } from './check-invariants/findings.ts'
import { openHub } from './check-invariants/read-hub.ts'
import { openStationCopy, type StationStore } from './check-invariants/read-station.ts'
import { failWith } from './support/project.ts'

const usage = 'npm run check-invariants -- --hub FOLDER_OR_postgres://… [--stations FILE…] [--drained]'

async function check(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { hub: { type: 'string' }, stations: { type: 'string', multiple: true }, drained: { type: 'boolean' } } })
  if (!values.hub) throw new Error(`Which hub? Usage: ${usage}`)
  const files = [...(values.stations ?? []), ...positionals]
  const stations: StationStore[] = []
  const hub = await openHub(values.hub)
  try {
    for (const file of files) stations.push(openStationCopy(file))
    const findings = await checkInvariants({ hub, stations, drained: values.drained === true })
    process.stdout.write(`${printed(findings)}\n`)
    const broken = findings.filter((finding) => finding.wrongCount > 0)
    process.stdout.write(broken.length === 0 ? `All ${findings.length} invariants hold in the hub and ${stations.length} station${stations.length === 1 ? '' : 's'}.\n` : `BROKEN: ${broken.map((finding) => finding.id).join(', ')}.\n`)
    return broken.length === 0 ? 0 : 1
  } finally {
    for (const station of stations) station.close()
    await hub.close()
  }
}

process.exitCode = await check().catch(failWith)
