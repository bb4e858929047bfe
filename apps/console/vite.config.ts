import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { orderLayers } from './build/order-layers.ts'
import { preloadFonts } from './build/preload-fonts.ts'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), preloadFonts(), orderLayers()],
  build: {
    // The content security policy allows no data: addresses and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    // A few kilobytes in all: one sheet is one request, and no page waits for its own.
    cssCodeSplit: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Changes only with a dependency, so browsers keep it over releases; compresses better in one piece.
            {
              name: 'foundation',
              test: /node_modules\/(react|react-dom|scheduler|@tanstack|use-sync-external-store)\//,
              priority: 2,
            },
            // What most pages draw with: in one piece, for a phone pays more for a request than for a kilobyte.
            {
              name: 'parts',
              test: /src\/(ui|api|problems\/(part|shown|retry|text)|people\/[^/]+$|operations\/(text|queries))/,
              minShareCount: 6,
              priority: 1,
            },
          ],
        },
      },
    },
  },
})
