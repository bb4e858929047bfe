import type { Plugin } from 'vite'

/**
 * Says first how the layers of the one sheet follow each other. `ui/document.css` says it too, but in a build the sheets of
 * shared pieces may come before it, and then the first layer met would be the weakest.
 */
export function orderLayers(): Plugin {
  return {
    name: 'holdfast-order-layers',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle))
          if (file.type === 'asset' && file.fileName.endsWith('.css'))
            file.source = `@layer tokens,document,parts;${file.source.toString()}`
      },
    },
  }
}
