// The only bridge: takes the port that main sends and passes it to the page. Nothing is exposed on window.
import { ipcRenderer } from 'electron'

ipcRenderer.on('port', (event, kind: 'setup' | 'station') => {
  window.postMessage({ packwave: kind }, '*', [...event.ports])
})
