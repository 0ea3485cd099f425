/** What the command line may say to the main process. Chromium's own switches pass by. */
export type Arguments = {
  dataDir: string | undefined
  /** Takes the sample warehouse without asking when no site was chosen before. */
  firstStartSample: boolean
  screenshotFile: string | undefined
  kiosk: boolean
  databaseUrl: string | undefined
  /** Where the station keeps its copies and its second journal, best on another disk; beside its database without it. */
  secondDir: string | undefined
  /** The station answers programs of this machine on this loopback port too; 0 is any free one. For demonstrations and tests. */
  loopbackPort: number | undefined
  /** A scale for the sample warehouse, until the station's settings are saved. A real site names its own in the settings. */
  scale: { host: string; port: number } | undefined
}

/** Reads `--name=value` arguments; unknown ones are left to Chromium. */
export function parseArguments(argv: readonly string[]): Arguments {
  const valueOf = (name: string): string | undefined => {
    const prefix = `--${name}=`
    const value = argv.findLast(argument => argument.startsWith(prefix))?.slice(prefix.length)
    return value === '' ? undefined : value
  }
  return {
    dataDir: valueOf('data-dir'),
    firstStartSample: valueOf('first-start') === 'sample',
    screenshotFile: valueOf('screenshot'),
    kiosk: argv.includes('--kiosk'),
    databaseUrl: valueOf('database-url'),
    secondDir: valueOf('second-dir'),
    loopbackPort: portOf(valueOf('loopback-port')),
    scale: addressOf(valueOf('scale')),
  }
}

function addressOf(text: string | undefined): { host: string; port: number } | undefined {
  const [, host, portText] = text?.match(/^(.+):(\d+)$/) ?? []
  const port = portOf(portText)
  return host === undefined || port === undefined || port === 0 ? undefined : { host, port }
}

function portOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}
