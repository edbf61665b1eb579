/**
 * The list of tasks: walked and worked on by keyboard, several tasks selected; both survive that the list is renewed.
 *
 * Without this script everything is there but the keys and "select all".
 */
import { Selection } from "./selection.js";
import { askedBy, moved } from "./shortcuts.js";

export function workOn(list) {
  const view = new TaskList(list);
  document.addEventListener("keydown", (event) => view.key(event), { capture: true });
  document.addEventListener("focusin", (event) => view.focused(event.target));
  list.addEventListener("change", (event) => view.changed(event.target));
  document.body.addEventListener("htmx:after:swap", () => view.renewed());
  view.renewed();
}

class TaskList {
  #list;
  #selection = new Selection();
  #place = null; // of the focus in the list: row's id, kind of control, number of the row

  constructor(list) {
    this.#list = list;
  }

  key(event) {
    const deed = askedBy(event);
    if (!deed) return;
    const row = this.#current();
    const [box, help] = [document.querySelector("#task-query [name=q]"), document.getElementById("shortcuts")];
    const deeds = {
      next: () => this.#go(row, 1),
      previous: () => this.#go(row, -1),
      select: () => row?.querySelector("[name=task]")?.click(),
      claim: () => row?.querySelector("[data-claim]")?.click(),
      search: box && (() => box.focus()),
      help: help && (() => help.showModal()),
    };
    if (!deeds[deed]) return; // a list without a box of its own leaves the key to the search of every page
    event.preventDefault();
    event.stopPropagation();
    deeds[deed]();
  }

  changed(control) {
    if (control.matches("[data-select-all]")) {
      for (const box of this.#boxes()) box.checked = control.checked;
    }
    for (const box of this.#boxes()) this.#selection.set(box.value, box.checked);
    this.#show();
  }

  /** Remembers where the focus is. A control that is removed gets no successor, so the place outlives it. */
  focused(control) {
    const row = this.#list.contains(control) ? control.closest(".task-row") : null;
    const kind = ["[name=task]", "button", ".task-link", "a"].find((selector) => control.matches(selector));
    this.#place = row && { id: row.id, kind, number: this.#rows().indexOf(row) };
  }

  /** Rows came and went: what was selected still is, and the focus is where it was. */
  renewed() {
    this.#selection.keep(this.#boxes().map((box) => box.value));
    for (const box of this.#boxes()) box.checked = this.#selection.has(box.value);
    this.#list.querySelector(".task-select-all")?.removeAttribute("hidden");
    this.#show();
    if (this.#place && document.activeElement === document.body) this.#refocus(this.#place);
  }

  #refocus({ id, kind, number }) {
    const rows = this.#rows();
    const row = rows.find((one) => one.id === id) ?? rows[Math.min(number, rows.length - 1)];
    (row?.querySelector(kind) ?? row?.querySelector(".task-link"))?.focus({ preventScroll: true });
  }

  #go(row, step) {
    const rows = this.#rows();
    if (!rows.length) return;
    const target = rows[moved(rows.indexOf(row), step, rows.length)].querySelector(".task-link");
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  }

  #current() {
    return document.activeElement?.closest(".task-row") ?? null;
  }

  #rows() {
    return [...this.#list.querySelectorAll(".task-row")];
  }

  #boxes() {
    return [...this.#list.querySelectorAll("[name=task]")];
  }

  #show() {
    const boxes = this.#boxes();
    const all = this.#list.querySelector("[data-select-all]");
    if (all) {
      all.checked = boxes.length > 0 && this.#selection.size === boxes.length;
      all.indeterminate = this.#selection.size > 0 && !all.checked;
    }
    const number = document.querySelector("[data-selected]");
    if (number) number.textContent = this.#selection.size || "";
  }
}
