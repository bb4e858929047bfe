/** When the browser has nothing better to do; with a limit, after so many milliseconds at the latest. */
export const whenIdle = (timeout?: number): Promise<void> =>
  new Promise((resolve) => {
    // Safari has no idle callback.
    if (!('requestIdleCallback' in window)) setTimeout(resolve, 50)
    else requestIdleCallback(() => resolve(), timeout === undefined ? {} : { timeout })
  })
