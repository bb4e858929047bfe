import { describe } from 'vitest'
import { faceRandomFaults } from './random-faults.ts'

describe('the third quarter of a hundred random faults', () => faceRandomFaults(3))
