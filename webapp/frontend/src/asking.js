/** Asking the server again and again whether something is different. */
const PERIOD = 10_000; // milliseconds

/**
 * Calls `ask` every ten seconds while somebody looks at the page, and when they come back to it.
 * @returns {() => void} what other occasions to ask may call: it asks nothing either while nobody looks
 */
export function keepAsking(ask) {
  const askIfSeen = () => {
    if (document.visibilityState !== "hidden") ask();
  };
  setInterval(askIfSeen, PERIOD);
  document.addEventListener("visibilitychange", askIfSeen);
  return askIfSeen;
}

/**
 * What an address answers. As long as nothing has changed, that is an empty 304, which the browser's cache turns into the
 * answer of before. Nothing without an answer: the next question may be luckier.
 */
export async function download(address) {
  try {
    const response = await fetch(address, {
      cache: "no-cache",
      redirect: "error",
      headers: { Accept: "application/json" },
    });
    return response.ok ? response : undefined;
  } catch {
    return undefined;
  }
}
