const fourHex = (number: number): string => number.toString(16).padStart(4, '0')

/** Where a device is, as it stands in the settings: its address, path, queue or folder. */
export function placeOfDevice(device: object): string {
  const told = device as { host?: string; port?: number; vendorId?: number; productId?: number; path?: string; queue?: string; folder?: string; printerName?: string }
  if (told.host !== undefined) return `${told.host}${told.port === undefined ? '' : `:${told.port}`}`
  if (told.vendorId !== undefined) return `USB ${fourHex(told.vendorId)}:${fourHex(told.productId ?? 0)}`
  return told.path ?? told.queue ?? told.printerName ?? told.folder ?? ''
}
