export { Palette } from './palette.tsx'
export { ShortcutList } from './shortcut-list.tsx'
