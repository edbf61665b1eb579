/**
 * Tells whoever has a task open when somebody else completes, takes or gives it back, while the page is looked at.
 *
 * `[data-watch="address"]` is the notice, hidden until there is something to say in `[data-words]`. A form on the page
 * hears "task-changed" with `{ mayWork }`.
 */
import { download, keepAsking } from "../asking.js";

for (const notice of document.querySelectorAll("[data-watch]")) watch(notice);

function watch(notice) {
  const ask = keepAsking(async () => {
    const standing = await (await download(notice.dataset.watch))?.json();
    if (!standing || standing.known === notice.dataset.known) return;
    notice.dataset.known = standing.known;
    notice.querySelector("[data-words]").textContent = standing.words;
    notice.hidden = false;
    document.dispatchEvent(new CustomEvent("task-changed", { detail: standing }));
  });
  document.addEventListener("draft-refused", ask); // the form has just learnt that something is different
}
