import { describe } from 'vitest'
import { faceRandomFaults } from './random-faults.ts'

describe('the second quarter of a hundred random faults', () => faceRandomFaults(2))
