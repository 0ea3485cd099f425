// Everything, Electron included. `npm test -- unit e2e` runs only the named stages.
import { conclude, runStages, stageNames, type StageName } from './support/test-stages.ts'
import { say } from './support/project.ts'

const asked = process.argv.slice(2)
const unknown = asked.filter(name => !stageNames.includes(name as StageName))
if (unknown.length > 0) {
  say(`There is no stage "${unknown.join(', ')}". There are: ${stageNames.join(', ')}.`)
  process.exitCode = 1
} else {
  process.exitCode = conclude(await runStages(asked.length > 0 ? (asked as StageName[]) : stageNames))
}
