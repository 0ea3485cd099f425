import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const rendererDir = path.join(import.meta.dirname, 'renderer')
const pages = ['index.html', 'board.html'].map(page => path.join(rendererDir, page))

export default defineConfig({
  root: rendererDir,
  publicDir: path.join(import.meta.dirname, 'assets'),
  // Relative, because the same pages are served from app:// and from the hub.
  base: './',
  plugins: [react()],
  build: {
    outDir: path.join(import.meta.dirname, 'dist', 'renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    // A strict content security policy knows no inline data for scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: pages },
  },
})
