/**
 * What was typed and not yet saved on the server, kept in this browser under a key of the person and the task, so that it
 * survives a lost connection, a session that has ended and a window that was closed.
 */
const PREFIX = "draft/";
const A_WEEK = 7 * 24 * 3600 * 1000; // milliseconds; what nobody came back for is not left lying on a shared computer

export class LocalCopy {
  /** Whether the last change is kept; a browser may have no room, or none for us. */
  isKept = false;

  constructor(key, storage = globalThis.localStorage) {
    Object.assign(this, { key, storage });
  }

  keep(data, seen) {
    try {
      this.storage.setItem(this.key, JSON.stringify({ data, seen, at: Date.now() }));
      this.isKept = true;
    } catch {
      this.isKept = false; // the page warns before it is left
    }
  }

  /** `{ data, seen, at }`, or nothing. */
  read() {
    return parsed(this.storage.getItem(this.key));
  }

  drop() {
    this.storage.removeItem(this.key);
    this.isKept = false;
  }
}

/** Forgets the copies nobody came back for. */
export function forgetOldCopies(storage = globalThis.localStorage, now = Date.now()) {
  const keys = Object.keys(storage).filter((key) => key.startsWith(PREFIX));
  for (const key of keys) if (now - (parsed(storage.getItem(key))?.at ?? 0) > A_WEEK) storage.removeItem(key);
}

/** Whether two drafts hold the same, in whatever order a database has given their fields back. */
export const isSame = (one, other) => inOrder(one) === inOrder(other);

const inOrder = (value) => JSON.stringify(value, (_key, below) => (isGroup(below) ? sorted(below) : below));
const isGroup = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const sorted = (group) => Object.fromEntries(Object.entries(group).sort(([one], [other]) => (one < other ? -1 : 1)));

function parsed(text) {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
