import type { Plugin } from 'vite'

/** The first paint needs only the latin files; the rest is fetched when a page holds such letters. */
const isFirst = (file: string) => /-latin-wght-normal-[^/]+\.woff2$/.test(file)

/** Names the hashed font files in the page's head, so that they are asked for together with the script. */
export function preloadFonts(): Plugin {
  return {
    name: 'holdfast-preload-fonts',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter(isFirst)
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', href: `/${file}`, as: 'font', type: 'font/woff2', crossorigin: true },
            injectTo: 'head' as const,
          })),
    },
  }
}
