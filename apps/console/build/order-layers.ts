import type { Plugin } from 'vite'

/** The order of the layers; the first mention of a layer decides its place. */
const order = '@layer tokens,document,parts;'

/**
 * Puts the order of the layers at the head of the sheet. The bundler orders sheets by chunks and drops the statement
 * wherever a source holds it, so that a new lazy page could turn the whole cascade around.
 */
export function orderLayers(): Plugin {
  return {
    name: 'holdfast-order-layers',
    generateBundle: {
      order: 'post',
      handler: (_options, bundle) => {
        for (const file of Object.values(bundle))
          if (file.type === 'asset' && file.fileName.endsWith('.css')) file.source = `${order}${file.source}`
      },
    },
  }
}
