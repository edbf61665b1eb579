/**
 * Keeps a draft on the server while somebody types.
 *
 * Saves two seconds after the last change, again and again when the server cannot be reached, and gives up when it says
 * that saving is pointless (the task is done, another person has it, nobody is signed in).
 * `seen` is the state of the server's draft this page knows, so that two open pages do not overwrite each other unawares.
 * `report` gets `{ state: "saving" | "saved" | "failed" | "refused", words }`, the words being the server's for the time.
 */
const PAUSE = 2_000; // milliseconds
const FIRST_RETRY = 5_000;
const LAST_RETRY = 60_000;
const PASSING = [422, 429]; // something that cannot be kept is typed in now; too much at once

export class Draft {
  #timer;
  #unsaved;
  #retry = FIRST_RETRY;
  #refused = false;

  constructor({ url, csrf, seen, report }) {
    Object.assign(this, { url, csrf, seen, report });
  }

  /** Whether something was typed that the server does not have. */
  get isUnsaved() {
    return this.#unsaved !== undefined;
  }

  change(data) {
    this.#unsaved = data;
    if (this.url && !this.#refused) this.#schedule(PAUSE);
  }

  /** Saves what is waiting at once: the page may be about to disappear. */
  flush() {
    if (this.isUnsaved && this.url && !this.#refused) this.#save();
  }

  /** What was typed is on its way to the server by another road. */
  stop() {
    clearTimeout(this.#timer);
    this.#unsaved = undefined;
  }

  #schedule(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), delay);
  }

  async #save() {
    clearTimeout(this.#timer);
    const data = this.#unsaved;
    this.report({ state: "saving" });
    try {
      await this.#settle(await this.#send(data), data);
    } catch {
      this.#tryAgain();
    }
  }

  #send(data) {
    return fetch(this.url, {
      method: "POST",
      redirect: "manual", // to the sign-in page: nothing was saved
      keepalive: true,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.csrf },
      body: JSON.stringify({ data, seen: this.seen }),
    });
  }

  async #settle(response, data) {
    if (response.ok) return this.#saved(data, await response.json());
    const isPointless = response.status >= 400 && response.status < 500 && !PASSING.includes(response.status);
    return isPointless ? this.#refuse() : this.#tryAgain();
  }

  #saved(data, { saved, seen }) {
    this.#retry = FIRST_RETRY;
    this.seen = seen;
    if (this.#unsaved === data) this.#unsaved = undefined;
    this.report({ state: "saved", words: saved });
  }

  #refuse() {
    this.#refused = true;
    this.report({ state: "refused" });
  }

  #tryAgain() {
    if (!this.isUnsaved) return;
    this.report({ state: "failed" });
    this.#schedule(this.#retry);
    this.#retry = Math.min(this.#retry * 2, LAST_RETRY);
  }
}
