// What must hold before every commit, in under a minute: types, lint, and the unit tests with the tidy rules among them.
import { conclude, runStages } from './support/test-stages.ts'

process.exitCode = conclude(await runStages(['types', 'lint', 'unit']))
