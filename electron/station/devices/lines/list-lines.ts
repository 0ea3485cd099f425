import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

const namesThatStay = '/dev/serial/by-id'

/** Serial ports of this computer, those by a name that stays with the device first. Empty where the system cannot tell: a path can always be typed. */
export async function listLines(): Promise<string[]> {
  const byId = await readdir(namesThatStay).catch(noneThere)
  const { SerialPort } = await import('serialport')
  // Without udevadm (a minimal Linux) the list is an error and not an empty list.
  const ports = await SerialPort.list().catch(noneThere)
  return [...byId.sort().map((name) => join(namesThatStay, name)), ...ports.map((port) => ('path' in port ? port.path : port))]
}

const noneThere = (): string[] => []
