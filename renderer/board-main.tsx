import { createRoot } from 'react-dom/client'
import { boardApi } from '#shared/contract/board-api.ts'
import { connect } from '#shared/contract/contract.ts'
import { assert } from '#shared/kernel/assert.ts'
import { BoardApp, keptLanguage, useBoardLine } from './board/BoardApp.tsx'
import { startI18n } from './i18n/i18n.ts'
import { keepDialling } from './station-client/socket-port.ts'

startI18n(keptLanguage())
keepDialling(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/board`, (port) => {
  const board = connect(boardApi, port)
  useBoardLine.setState({ board, isUp: true, isSignedIn: false })
  board.onClose(() => {
    if (useBoardLine.getState().board === board) useBoardLine.setState({ isUp: false })
  })
})
const root = document.getElementById('root')
assert(root, 'the page has its root')
createRoot(root).render(<BoardApp />)
