import { describe } from 'vitest'
import { faceRandomFaults } from './random-faults.ts'

describe('the first quarter of a hundred random faults', () => faceRandomFaults(1))
