import { describe } from 'vitest'
import { faceRandomFaults } from './random-faults.ts'

describe('the fourth quarter of a hundred random faults', () => faceRandomFaults(4))
