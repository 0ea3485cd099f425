// Stands in for Electron's own default_app, which the substitute runtime lacks: starts the app whose folder is the first
// argument that is not a switch.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const place = process.argv.findIndex((argument, index) => index > 0 && !argument.startsWith('-'))
if (place < 0) {
  process.stderr.write('No app folder was given.\n')
  app.exit(1)
} else {
  const appDir = path.resolve(process.argv[place])
  process.argv.splice(place, 1)
  const manifest = JSON.parse(readFileSync(path.join(appDir, 'package.json'), 'utf8'))
  app.setAppPath(appDir)
  app.setName(manifest.productName ?? manifest.name)
  app.setVersion(manifest.version)
  await import(pathToFileURL(path.join(appDir, manifest.main)).href)
}
