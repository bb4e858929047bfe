import { throwawayLab } from '../../src/hosts/throwaway-lab.ts'

/** Raises a lab, says so, and stays: whoever started this kills it at any moment. */
const { lab } = await throwawayLab(2)
process.stdout.write(`${lab.root}\n`)
setInterval(() => undefined, 60_000)
