/**
 * Keeps a draft on the server while somebody types, and beside it a copy in this browser until the server has it.
 *
 * Saves two seconds after the last change, or at once when a field or the page is left; again and again when the server
 * cannot be reached. `seen` is the state of the server's draft this page knows: what another window has saved meanwhile is
 * never overwritten unawares, the person chooses (`overrule`, `giveWay`).
 *
 * `report` gets `{ state, … }`:
 *   saving
 *   saved      with `words`, the server's for the time
 *   failed     the server did not answer well; it is tried again
 *   offline    there is no connection; saved when it is back
 *   signedOut  nobody is signed in any more; saved once somebody is, the same person
 *   changed    with `theirs`, `seen` and `words`: another window has saved; nothing more is saved until one has chosen
 *   refused    saving is pointless: the task is done, another person has it
 */
const PAUSE = 2_000; // milliseconds
const FIRST_RETRY = 5_000;
const LAST_RETRY = 60_000;
const PASSING = [422, 429]; // something that cannot be kept is typed in now; too much at once
const LARGEST_FAREWELL = 60_000; // bytes; browsers send no more than 64 KiB for a page that is left

export class Draft {
  #timer;
  #unsaved;
  #retry = FIRST_RETRY;
  #isHalted = false;
  #isSending = false;
  #sending = new AbortController();

  /** `renew()` gives a valid CSRF token if the same person has signed in again, else nothing. */
  constructor({ url, csrf, seen, copy, renew, report }) {
    Object.assign(this, { url, csrf, seen, copy, renew, report });
  }

  /** Whether something was typed that is kept nowhere but on this page. */
  get isAtRisk() {
    return this.#unsaved !== undefined && !this.copy?.isKept;
  }

  /** Whether something was typed that the server does not have. */
  get isUnsaved() {
    return this.#unsaved !== undefined;
  }

  change(data) {
    this.#unsaved = data;
    this.copy?.keep(data, this.seen);
    if (this.url && !this.#isHalted) this.#schedule(PAUSE);
  }

  /** Saves what is waiting at once: a field is left, the connection is back. */
  flush() {
    if (this.isUnsaved && this.url && !this.#isHalted) this.#save();
  }

  /** The same when the page may be about to disappear: the browser sends it even then. */
  farewell() {
    if (this.isUnsaved && this.url && !this.#isHalted) this.#save({ keepalive: true });
  }

  /** What was typed is on its way to the server by another road; the copy stays until that is known to have arrived. */
  stop() {
    clearTimeout(this.#timer);
    this.#unsaved = undefined;
    this.#sending.abort(); // it would come after the task is done
  }

  /** The task is not this person's to do any more: nothing is saved, the copy stays. */
  halt() {
    clearTimeout(this.#timer);
    this.#isHalted = true;
  }

  /** Of two drafts this page's is to be kept. */
  overrule(seen, data) {
    this.seen = seen;
    this.#isHalted = false;
    this.#unsaved = data;
    this.flush();
  }

  /** Of two drafts the other one is to be kept. */
  giveWay(seen, saved) {
    this.stop();
    this.seen = seen;
    this.#isHalted = false;
    this.copy?.drop();
    this.report(saved ? { state: "saved", words: saved } : {});
  }

  #schedule(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), delay);
  }

  /** One at a time: the answer says which draft the next one follows. */
  async #save(options) {
    clearTimeout(this.#timer);
    if (this.#isSending && !options?.keepalive) return;
    const data = this.#unsaved;
    this.#isSending = true;
    this.report({ state: "saving" });
    try {
      await this.#settle(await this.#send(data, options), data);
    } catch {
      this.#tryAgain(globalThis.navigator?.onLine === false ? "offline" : "failed");
    } finally {
      this.#isSending = false;
      if (this.isUnsaved && this.#unsaved !== data && !this.#isHalted) this.#schedule(PAUSE);
    }
  }

  #send(data, { keepalive = false } = {}) {
    const body = JSON.stringify({ data, seen: this.seen });
    this.#sending = new AbortController();
    return fetch(this.url, {
      method: "POST",
      signal: keepalive ? undefined : this.#sending.signal,
      redirect: "manual", // to the sign-in page: nothing was saved
      keepalive: keepalive && body.length * 2 < LARGEST_FAREWELL, // two bytes for a Cyrillic letter
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.csrf },
      body,
    });
  }

  async #settle(response, data) {
    if (response.ok) return this.#saved(data, await response.json());
    if (response.status === 409 && isJson(response)) return this.#ask(await response.json());
    if (response.status === 401 || response.type === "opaqueredirect") return this.#tryAgain("signedOut");
    if (response.status === 400) return this.#recover();
    const isPointless = response.status >= 400 && response.status < 500 && !PASSING.includes(response.status);
    return isPointless ? this.#refuse() : this.#tryAgain("failed");
  }

  #saved(data, { saved, seen }) {
    this.#retry = FIRST_RETRY;
    this.seen = seen;
    if (this.#unsaved === data) {
      this.#unsaved = undefined;
      this.copy?.drop();
    } else if (this.isUnsaved) {
      this.copy?.keep(this.#unsaved, seen);
    }
    this.report({ state: "saved", words: saved });
  }

  #ask({ data: theirs, seen, saved }) {
    this.halt();
    this.report({ state: "changed", theirs, seen, words: saved });
  }

  /** The page belongs to a session that has ended: go on if the same person has begun another. */
  async #recover() {
    const token = await this.renew?.();
    if (!token) return this.#tryAgain("signedOut");
    const isNew = token !== this.csrf;
    this.csrf = token;
    return isNew ? this.#schedule(0) : this.#refuse();
  }

  #refuse() {
    this.halt();
    this.report({ state: "refused" });
  }

  #tryAgain(state) {
    if (!this.isUnsaved) return;
    this.report({ state });
    this.#schedule(this.#retry);
    this.#retry = Math.min(this.#retry * 2, LAST_RETRY);
  }
}

const isJson = (response) => response.headers.get("Content-Type")?.includes("json");
