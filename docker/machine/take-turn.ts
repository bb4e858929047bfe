import { createServer, type Server } from 'node:net'

/**
 * Lets one command at a time change an installation. The turn is an abstract socket: it ends with the process,
 * however that ends, and leaves no file behind. @throws Error when another command has it.
 */
export const takeTurn = (name: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const turn = createServer()
    turn.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Another npm start or npm stop of ${name} is running: wait until it ends, then try again.`)
          : error,
      ),
    )
    turn.listen(`\0holdfast/${name}/turn`, () => {
      turn.unref()
      resolve(turn)
    })
  })
