// The one file that imports Electron's values. It says how each thing is done; boot.ts says when.
import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { app, BrowserWindow, dialog, Menu, MessageChannelMain, type MessagePortMain, powerSaveBlocker, protocol, session, utilityProcess, type WebContents } from 'electron'
import type { Timers } from '#shared/kernel/time.ts'
import { parseArguments } from './arguments.ts'
import { boot, type ShellWindow } from './boot.ts'
import { launchNodeChild } from './launch-node-child.ts'
import { launchUtility, portOf } from './launch-utility.ts'
import { openLogFile } from './log-file.ts'
import type { Channel, MainPort } from './ports.ts'
import { isOwnPage, pageOrigin, pageScheme, servePage } from './security.ts'
import type { LaunchService } from './service-process.ts'
import { watchPage } from './watch-page.ts'

const args = parseArguments(process.argv)
if (args.dataDir !== undefined) app.setPath('userData', path.resolve(args.dataDir))
const dataDir = app.getPath('userData')
mkdirSync(dataDir, { recursive: true })
const logsDir = path.join(dataDir, 'logs')
const mainLog = openLogFile(path.join(logsDir, 'main.log'))

// What the services are made of lies outside the archive, where a plain Node and the database's own programs can read it.
const appDir = app.getAppPath()
const servicesDir = appDir.replace(/app\.asar$/, 'app.asar.unpacked')
const pagesDir = path.join(appDir, 'dist', 'renderer')
const nodeName = process.platform === 'win32' ? 'node.exe' : 'node'
const pinnedNode = app.isPackaged ? path.join(process.resourcesPath, nodeName) : path.join(appDir, 'node_modules', 'node', 'bin', nodeName)

// better-sqlite3 needs Node-API 10. Where Electron's own Node has less, the services run on the pinned Node instead.
const servicesRunInside = Number(process.versions.napi) >= 10

function say(line: string): void {
  mainLog.write(`${line}\n`)
  process.stdout.write(`packwave: ${line}\n`)
}

function makeChannel(): Channel {
  const { port1, port2 } = new MessageChannelMain()
  return { near: mainPortOf(port1), nearTravelling: { travelling: port1 }, far: { travelling: port2 } }
}

function mainPortOf(port: MessagePortMain): MainPort {
  return {
    postMessage: data => port.postMessage(data),
    onMessage: listen => port.on('message', event => listen(event.data)),
    onClose: listen => port.on('close', listen),
    start: () => port.start(),
    close: () => port.close(),
  }
}

const timers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

const launch: LaunchService = spec => {
  const log = openLogFile(path.join(logsDir, `${spec.name}.log`))
  const service = servicesRunInside
    ? launchUtility(spec, { fork: utilityProcess.fork.bind(utilityProcess), makeChannel, log: log.write })
    : launchNodeChild(spec, { execPath: pinnedNode, makeChannel, log: log.write })
  return {
    ...service,
    onExit(listen) {
      service.onExit(code => {
        log.close()
        listen(code)
      })
    },
  }
}

function lockDown(): void {
  Menu.setApplicationMenu(null)
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, grant) => grant(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
  protocol.handle(pageScheme, request => servePage(pagesDir, request))
}

function restrict(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate'] as const) {
    contents.on(event as 'will-navigate', details => {
      if (!isOwnPage(details.url)) details.preventDefault()
    })
  }
  contents.on('will-attach-webview', event => event.preventDefault())
}

function openWindow(): ShellWindow {
  // What comes from a serial scanner is no input to the system, which would darken the screen in the middle of a parcel.
  powerSaveBlocker.start('prevent-display-sleep')
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 1024,
    minHeight: 700,
    useContentSize: true,
    show: false,
    backgroundColor: '#10151c',
    autoHideMenuBar: true,
    fullscreenable: true,
    kiosk: args.kiosk,
    title: 'Packwave',
    webPreferences: {
      preload: path.join(appDir, 'dist', 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // A station's sounds answer a scan, which is not the click that a browser waits for.
      autoplayPolicy: 'no-user-gesture-required',
      backgroundThrottling: false,
    },
  })
  const { webContents } = window
  window.once('ready-to-show', () => window.show())
  const watch = watchPage({
    page: {
      ask: () => (webContents.isDevToolsOpened() ? Promise.resolve() : webContents.executeJavaScript('0')),
      // Its own end cannot be asked of a process that has been stopped.
      end: () => void process.kill(webContents.getOSProcessId(), 'SIGKILL'),
    },
    timers,
    say,
  })
  webContents.on('did-start-loading', watch.gone)
  webContents.on('did-finish-load', watch.loaded)
  // The work is in the station: a page that died comes back, asks for it again and says so.
  webContents.on('render-process-gone', (_event, details) => {
    watch.gone()
    say(`window stopped (${details.reason}), loading it again`)
    if (details.reason !== 'clean-exit') setTimeout(() => window.isDestroyed() || void window.loadURL(`${pageOrigin}/index.html?opened-again`), 500)
  })
  void window.loadURL(`${pageOrigin}/index.html`)
  return {
    onPageLoaded: listen => webContents.on('did-finish-load', listen),
    sendPort(kind, port) {
      if (window.isDestroyed() || !isOwnPage(webContents.getURL())) return
      webContents.postMessage('port', kind, [portOf(port)])
    },
    saveScreenshot: file => saveWhenStill(webContents, file),
  }
}

/**
 * Writes what the window shows once the station's first view is on it and two looks, half a second apart, see the same;
 * after 30 s whatever is there. Throws when nothing is.
 */
async function saveWhenStill(contents: WebContents, file: string): Promise<void> {
  const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
  let picture: Buffer = Buffer.alloc(0)
  for (let look = 0; look < 60; look += 1) {
    const hasView = (await contents.executeJavaScript("document.querySelector('[data-screen]') !== null")) as boolean
    const next = (await contents.capturePage()).toPNG()
    if (hasView && next.length > 0 && next.equals(picture)) break
    if (next.length > 0) picture = next
    await pause(500)
  }
  if (picture.length === 0) throw new Error('the window has painted nothing')
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true })
  await writeFile(file, picture)
}

function beforeQuit(stop: () => Promise<void>): void {
  let stopped = false
  app.on('before-quit', event => {
    if (stopped) return
    event.preventDefault()
    stop().finally(() => {
      stopped = true
      app.quit()
    })
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
  app.on('window-all-closed', () => app.quit())
}

protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } }])
app.on('web-contents-created', (_event, contents) => restrict(contents))
app.on('second-instance', () => {
  const [first] = BrowserWindow.getAllWindows()
  if (first?.isMinimized()) first.restore()
  first?.focus()
})

boot({
  args,
  dataDir,
  files: {
    hub: path.join(servicesDir, 'dist', 'hub', 'main.js'),
    station: path.join(servicesDir, 'dist', 'station', 'utility.js'),
    pages: app.isPackaged ? path.join(process.resourcesPath, 'pages') : pagesDir,
  },
  dataDirs: { hub: path.join(dataDir, 'hub'), station: path.join(dataDir, 'station'), logs: logsDir },
  timers,
  launch,
  makeChannel,
  becomeTheOnlyOne: () => app.requestSingleInstanceLock(),
  whenReady: () => app.whenReady(),
  lockDown,
  openWindow,
  beforeQuit,
  quit: () => app.quit(),
  say,
}).catch((fault: Error) => {
  say(`failed ${fault.message}`)
  mainLog.write(`${fault.stack ?? ''}\n`)
  // A box waits for a click, and where nobody is asked nobody is there to click.
  if (!args.firstStartSample) dialog.showErrorBox('Packwave', fault.message)
  app.exit(1)
})
