/** Where a device is, as it stands in the settings: its address, path, queue or folder. */
export function placeOfDevice(device: object): string {
  const told = device as { host?: string; port?: number; path?: string; queue?: string; folder?: string }
  if (told.host !== undefined) return `${told.host}${told.port === undefined ? '' : `:${told.port}`}`
  return told.path ?? told.queue ?? told.folder ?? ''
}
