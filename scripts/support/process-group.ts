/** Ends what is left of a process group that was started with `detached`; nothing to do where all have gone. */
export function endGroup(leaderPid: number | undefined): void {
  if (leaderPid === undefined || process.platform === 'win32') return
  try {
    process.kill(-leaderPid, 'SIGKILL')
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault
  }
}
