import type { Do, Step } from './step.ts'
import { applyPage } from './steps/apply-page.ts'
import { closeVolume } from './steps/close-volume.ts'
import { collectCredentials } from './steps/collect-credentials.ts'
import { createContainer } from './steps/create-container.ts'
import { createPooler } from './steps/create-pooler.ts'
import { growVolume } from './steps/grow-volume.ts'
import { publishRoutes } from './steps/publish-routes.ts'
import { removeControlFolder } from './steps/remove-control-folder.ts'
import { removePoolerFiles } from './steps/remove-pooler-files.ts'
import { resumePooler } from './steps/resume-pooler.ts'
import { writeInstancePage } from './steps/write-instance-page.ts'
import { writePoolerFiles } from './steps/write-pooler-files.ts'
import type { Tools } from './tools.ts'

type Appliers = { readonly [Kind in Do]: (step: Step<Kind>, tools: Tools) => Promise<void> }

/** Code for every kind of step; a new kind without code does not compile. */
const appliers: Appliers = {
  'stop-container': ({ containerId }, { docker }) => docker.containers.stop(containerId),
  'remove-container': ({ containerId }, { docker }) => docker.containers.remove(containerId),
  'create-volume': (step, { volumes }) => volumes.create(step),
  'open-volume': ({ volumeId }, { volumes }) => volumes.open(volumeId),
  'grow-volume': growVolume,
  'close-volume': closeVolume,
  'erase-volume': ({ volumeId }, { volumes }) => volumes.erase(volumeId),
  'make-network': ({ databaseId, name }, { docker }) => docker.networks.make(databaseId, name),
  'remove-network': ({ name }, { docker }) => docker.networks.remove(name),
  'collect-credentials': collectCredentials,
  'write-instance-page': writeInstancePage,
  'create-container': createContainer,
  'start-container': ({ container }, { docker }) => docker.containers.start(container),
  'apply-page': applyPage,
  'write-pooler-files': writePoolerFiles,
  'create-pooler': createPooler,
  'resume-pooler': resumePooler,
  'rest-pooler': ({ containerId, signal }, { docker }) => docker.poolers.rest(containerId, signal),
  'remove-control-folder': removeControlFolder,
  'remove-pooler-files': removePoolerFiles,
  'raise-guard': (_step, { guard }) => guard.raise(),
  'lead-through-kernel': ({ rules }, { kernel }) => kernel.put(rules),
  'raise-gateway': async (_step, { docker }) => docker.gateway?.raise(),
  'fetch-image': ({ imageId }, { images }) => images.fetch(imageId),
  'publish-routes': publishRoutes,
}

export function apply<Kind extends Do>(step: Step<Kind>, tools: Tools): Promise<void> {
  const applier = appliers[step.do] as (step: Step<Kind>, tools: Tools) => Promise<void>
  return applier(step, tools)
}
