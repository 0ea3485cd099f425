import { readdirSync, readFileSync } from 'node:fs'

/** Every other process of this machine whose command line names the folder. */
export function processesOf(folder: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(pid => {
      try {
        return { pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }
      } catch (fault) {
        // It ended while we looked.
        if (['ENOENT', 'ESRCH'].includes((fault as NodeJS.ErrnoException).code ?? '')) return { pid: 0, command: '' }
        throw fault
      }
    })
    .filter(one => one.command.includes(folder))
}

/** The processes that this one started and that still run. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const line = readFileSync(`/proc/${name}/stat`, 'utf8')
      // The name of the program stands in brackets and may hold anything.
      return Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[1]) === pid ? [Number(name)] : []
    } catch (fault) {
      if (['ENOENT', 'ESRCH'].includes((fault as NodeJS.ErrnoException).code ?? '')) return []
      throw fault
    }
  })
}
