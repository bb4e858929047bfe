const pauseMs = 300

/** Fetches a piece of the console, and again where that failed: a network that changes just then drops what is under way. */
export async function loadPatiently<Piece>(load: () => Promise<Piece>, times = 3): Promise<Piece> {
  try {
    return await load()
  } catch (error) {
    if (times === 0) throw error
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    return loadPatiently(load, times - 1)
  }
}
