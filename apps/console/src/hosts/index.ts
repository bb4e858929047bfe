export { FreeCapacity } from './free-capacity.tsx'
export { HostList } from './host-list.tsx'
export { text as hostText } from './text.ts'
