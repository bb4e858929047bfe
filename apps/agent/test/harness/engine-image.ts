import { runDocker } from './run-docker.ts'

/** Content-addressed id of the newest engine image on this machine. */
export async function engineImage(): Promise<string> {
  const lists = await Promise.all(
    ['hfb/postgres', '*/engine-postgres'].map((name) =>
      runDocker('image', 'ls', '-q', '--no-trunc', '--filter', `reference=${name}`),
    ),
  )
  const [image] = lists.join('\n').split('\n').filter(Boolean)
  if (!image) throw new Error('there is no engine image yet: build the images first')
  return image
}
