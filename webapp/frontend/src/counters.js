/**
 * Keeps the numbers of a page true while somebody looks at it.
 *
 * `[data-count="mine"]` shows the number of that name; lists that depend on the numbers listen for "counters-changed".
 */
import { download, keepAsking } from "./asking.js";

const COUNTED = 1000; // the server counts no further

export function keepCounters(address) {
  let known;
  const ask = async () => {
    const counts = await (await download(address))?.text();
    if (!counts || counts === known) return;
    show(JSON.parse(counts));
    if (known) document.body.dispatchEvent(new CustomEvent("counters-changed"));
    known = counts;
  };
  keepAsking(ask)();
}

function show(counts) {
  for (const place of document.querySelectorAll("[data-count]")) {
    const number = counts[place.dataset.count];
    place.textContent = number < COUNTED ? number : `${COUNTED - 1}+`;
    place.hidden = number === 0 && place.hasAttribute("data-hide-zero");
  }
}
