/** Which tasks are selected, kept by id: rows come and go, what somebody has selected stays. */
export class Selection {
  #ids = new Set();

  get size() {
    return this.#ids.size;
  }

  set(id, isSelected) {
    if (isSelected) this.#ids.add(id);
    else this.#ids.delete(id);
  }

  has(id) {
    return this.#ids.has(id);
  }

  /** Forgets what the list no longer shows: nothing is done to a task that nobody sees. */
  keep(shown) {
    const there = new Set(shown);
    for (const id of this.#ids) if (!there.has(id)) this.#ids.delete(id);
  }
}
