// The print system of Windows as few calls of winspool.drv. Only loaded on Windows; never run there by us (docs/devices.md).

/** What is used of winspool. Each call runs beside the thread that answers scans; none throws for trouble with a printer. */
export type Winspool = {
  /** Undefined: no such printer here, or it may not be used. */
  openPrinter(name: string): Promise<unknown>
  /** The spooler's number of the job; 0: it takes none. */
  startRawJob(printer: unknown, documentName: string): Promise<number>
  /** How many bytes it took; -1: it failed. */
  write(printer: unknown, bytes: Uint8Array): Promise<number>
  endJob(printer: unknown): Promise<boolean>
  /** Takes back what was not printed yet. */
  abortJob(printer: unknown): Promise<void>
  closePrinter(printer: unknown): Promise<void>
}

let loading: Promise<Winspool> | undefined

/** Rejects when winspool.drv cannot be loaded, as everywhere but on Windows. Its types have names in the process, so that it is loaded once. */
export function loadWinspool(): Promise<Winspool> {
  loading ??= load()
  return loading
}

async function load(): Promise<Winspool> {
  const { default: koffi } = await import('koffi')
  const winspool = koffi.load('winspool.drv')
  koffi.struct('DOC_INFO_1W', { pDocName: 'str16', pOutputFile: 'str16', pDatatype: 'str16' })
  const call = (prototype: string): ((...parameters: unknown[]) => Promise<number>) => {
    const called = winspool.func(prototype)
    return (...parameters) => new Promise((resolve, reject) => {
      called.async(...parameters, (fault: unknown, answer: number) => (fault ? reject(fault) : resolve(answer)))
    })
  }
  const openPrinter = call('int __stdcall OpenPrinterW(str16 name, _Out_ void **printer, void *defaults)')
  const startDoc = call('uint32_t __stdcall StartDocPrinterW(void *printer, uint32_t level, DOC_INFO_1W *info)')
  const startPage = call('int __stdcall StartPagePrinter(void *printer)')
  const write = call('int __stdcall WritePrinter(void *printer, void *bytes, uint32_t count, _Out_ uint32_t *written)')
  const endPage = call('int __stdcall EndPagePrinter(void *printer)')
  const endDoc = call('int __stdcall EndDocPrinter(void *printer)')
  const abort = call('int __stdcall AbortPrinter(void *printer)')
  const close = call('int __stdcall ClosePrinter(void *printer)')
  return {
    async openPrinter(name) {
      const printer: [unknown] = [null]
      return (await openPrinter(name, printer, null)) === 0 ? undefined : printer[0]
    },
    async startRawJob(printer, documentName) {
      const job = await startDoc(printer, 1, { pDocName: documentName, pOutputFile: null, pDatatype: 'RAW' })
      return job > 0 && (await startPage(printer)) !== 0 ? job : 0
    },
    async write(printer, bytes) {
      const written: [number] = [0]
      return (await write(printer, bytes, bytes.length, written)) === 0 ? -1 : written[0]
    },
    endJob: async (printer) => (await endPage(printer)) !== 0 && (await endDoc(printer)) !== 0,
    abortJob: async (printer) => void (await abort(printer)),
    closePrinter: async (printer) => void (await close(printer)),
  }
}
