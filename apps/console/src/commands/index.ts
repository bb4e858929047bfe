export { AsCommand } from './as-command.tsx'
