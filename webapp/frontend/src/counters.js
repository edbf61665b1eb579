/**
 * Keeps the numbers of a page true: asks every ten seconds while somebody looks at it. As long as nothing has changed the
 * answer is an empty 304, which the browser's cache turns into the numbers of before.
 *
 * `[data-count="mine"]` shows the number of that name; lists that depend on the numbers listen for "counters-changed".
 */
const PERIOD = 10_000; // milliseconds
const COUNTED = 1000; // the server counts no further

export function keepCounters(address) {
  let known;
  const ask = async () => {
    if (document.visibilityState === "hidden") return;
    const counts = await download(address);
    if (!counts || counts === known) return;
    show(JSON.parse(counts));
    if (known) document.body.dispatchEvent(new CustomEvent("counters-changed"));
    known = counts;
  };
  setInterval(ask, PERIOD);
  document.addEventListener("visibilitychange", ask);
  ask();
}

/** Without an answer the numbers stay as they are: the next question may be luckier. */
async function download(address) {
  try {
    const response = await fetch(address, {
      cache: "no-cache",
      redirect: "error",
      headers: { Accept: "application/json" },
    });
    return response.ok ? response.text() : undefined;
  } catch {
    return undefined;
  }
}

function show(counts) {
  for (const place of document.querySelectorAll("[data-count]")) {
    const number = counts[place.dataset.count];
    place.textContent = number < COUNTED ? number : `${COUNTED - 1}+`;
    place.hidden = number === 0 && place.hasAttribute("data-hide-zero");
  }
}
