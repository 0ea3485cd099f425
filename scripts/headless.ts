// `npm run headless`: the sample warehouse without a window. Station and board open in any browser of this machine.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { build } from './build.ts'
import { startHubProcess, startStationProcess } from './demo/processes.ts'
import { startPracticeScale } from './practice-scale.ts'
import { failWith, projectDir, say } from './support/project.ts'

/** Runs until a signal comes, or until hub or station end. Answers the exit code. */
async function headless(): Promise<number> {
  await build()
  const folder = path.join(projectDir, '.packwave', 'headless')
  mkdirSync(folder, { recursive: true })
  const started: { stop(): Promise<void> }[] = []
  const told = new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(0))
  })
  try {
    const scale = await startPracticeScale()
    started.push({ stop: scale.close })
    const hub = await startHubProcess({ dataDir: path.join(folder, 'hub'), sample: true, pagesFolder: path.join(projectDir, 'dist', 'renderer'), logFile: path.join(folder, 'hub.log'), say })
    started.push(hub)
    const station = await startStationProcess({ dataDir: path.join(folder, 'station'), hubUrl: hub.ready.url, joinToken: hub.ready.joinToken, scale: scale.address, logFile: path.join(folder, 'station.log'), say })
    started.push(station)
    process.stdout.write(`packwave: The station is at ${station.ready.url}/\npackwave: The site's board is at ${hub.ready.boardUrl}\npackwave: A practice scale is at ${scale.pageUrl}\n`)
    const broken = new Promise<number>((resolve) => {
      for (const each of [hub, station]) each.onUnexpectedEnd((why) => {
        say(why)
        resolve(1)
      })
    })
    return await Promise.race([told, broken])
  } finally {
    for (const each of started.reverse()) await each.stop()
  }
}

process.exit(await headless().catch(failWith))
