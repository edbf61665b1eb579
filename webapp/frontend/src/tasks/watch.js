/**
 * Tells whoever has a task open when somebody else completes, takes or gives it back: asks every ten seconds while the
 * page is looked at. As long as the task stands as the page knows it, the answer is an empty 304.
 *
 * `[data-watch="address"]` is the notice, hidden until there is something to say in `[data-words]`. A form on the page
 * hears "task-changed" with `{ mayWork }`.
 */
const PERIOD = 10_000; // milliseconds

for (const notice of document.querySelectorAll("[data-watch]")) watch(notice);

function watch(notice) {
  const ask = async () => {
    if (document.visibilityState === "hidden") return;
    const standing = await download(notice.dataset.watch);
    if (!standing || standing.known === notice.dataset.known) return;
    notice.dataset.known = standing.known;
    notice.querySelector("[data-words]").textContent = standing.words;
    notice.hidden = false;
    document.dispatchEvent(new CustomEvent("task-changed", { detail: standing }));
  };
  setInterval(ask, PERIOD);
  document.addEventListener("visibilitychange", ask);
  document.addEventListener("draft-refused", ask); // the form has just learnt that something is different
}

/** Without an answer nothing is known: the next question may be luckier. */
async function download(address) {
  try {
    const response = await fetch(address, {
      cache: "no-cache",
      redirect: "error",
      headers: { Accept: "application/json" },
    });
    return response.ok ? response.json() : undefined;
  } catch {
    return undefined;
  }
}
