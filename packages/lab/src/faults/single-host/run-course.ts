import { setTimeout as sleep } from 'node:timers/promises'
import { type Blow, blowText } from './course.ts'
import { type Installed, listParts } from './parts.ts'
import { strikePart } from './strike.ts'

export interface CourseWishes {
  readonly installed: Installed
  readonly blows: readonly Blow[]
  readonly say: (line: string) => void
}

/** Strikes one blow after the other. A blow whose part has nobody to hit waits for its next one. */
export async function runCourse({ installed, blows, say }: CourseWishes): Promise<void> {
  for (const blow of blows) {
    await sleep(blow.afterMs)
    while (!(await hit(installed, blow, say))) await sleep(100)
  }
}

async function hit(installed: Installed, blow: Blow, say: (line: string) => void): Promise<boolean> {
  const there = (await listParts(installed, blow.part)).filter(({ state }) => state === 'running')
  const target = there[Math.floor(blow.which * there.length)]
  if (!target) return false
  const isHit = await strikePart(installed.docker.getContainer(target.id), blow.strike, blow.forMs)
  if (isHit) say(`${new Date().toISOString()} ${target.name}: ${blowText(blow)}`)
  return isHit
}
