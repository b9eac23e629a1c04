import preact from '@preact/preset-vite'
import { defaultClientConditions, defineConfig } from 'vite'

const monitor = process.env['MONITOR_URL'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [preact()],
  // Relative to index.html's <base>, so that the page works under any URL prefix.
  base: './',
  resolve: { conditions: ['@aaps-data/source', ...defaultClientConditions] },
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', modulePreload: false },
  server: {
    proxy: { '/api': { target: monitor, ws: true } },
  },
})
