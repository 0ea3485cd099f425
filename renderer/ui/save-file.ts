const keptForMs = 600_000

/** Lets the person choose where a text is kept. */
export function saveFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The person may think about the folder for a while.
  setTimeout(() => URL.revokeObjectURL(address), keptForMs)
}
