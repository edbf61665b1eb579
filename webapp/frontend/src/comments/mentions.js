/**
 * A list of colleagues under a text field, opened by «@» (ARIA: a combobox whose list pops up). Without it the name
 * can be typed all the same.
 */
import { words } from "../i18n.js";

const MOST = 8; // people offered at once
const TYPED = /(?:^|[\s(])@([\p{L}\p{M}.\- ]{0,40})$/u;

/** What stands after the last «@» before the cursor; undefined when no mention is being typed. */
export const typedMention = (before) => TYPED.exec(before)?.[1];

/** «Ё» is typed as «е» by most. */
const plain = (text) => text.toLowerCase().replaceAll("ё", "е");

/** The people whose name has words that begin with all of what was typed. */
export function matching(people, typed) {
  const begun = plain(typed).split(/\s+/).filter(Boolean);
  const begins = (name, part) =>
    plain(name)
      .split(/\s+/)
      .some((word) => word.startsWith(part));
  const fits = ({ name }) => begun.every((part) => begins(name, part));
  const isWhole = ({ name }) => plain(name) === plain(typed).trim();
  return people.filter((person) => fits(person) && !isWhole(person)).slice(0, MOST);
}

export function offerMentions(field) {
  const list = document.createElement("ul");
  list.className = "mention-list";
  list.id = `${field.id}-people`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words("mentionChoices"));
  const status = document.createElement("div");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  field.after(list, status);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);

  let people;
  let found = [];
  let chosen = 0;

  const close = () => {
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
    status.textContent = "";
  };
  const mark = (index) => {
    chosen = (index + found.length) % found.length;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    field.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  };
  const insert = (person) => {
    const { value, selectionStart } = field;
    const start = value.slice(0, selectionStart).lastIndexOf("@");
    field.setRangeText(`@${person.name} `, start, selectionStart, "end");
    close();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const show = () => {
    list.replaceChildren(...found.map((person, index) => option(person, `${list.id}-${index}`, () => insert(person))));
    list.hidden = false;
    status.textContent = words("mentionFound", { count: found.length });
    mark(0);
  };
  field.addEventListener("input", async () => {
    const typed = typedMention(field.value.slice(0, field.selectionStart));
    if (typed === undefined) return close();
    people ??= download(field.dataset.mentions);
    found = matching(await people, typed);
    if (found.length && typedMention(field.value.slice(0, field.selectionStart)) === typed) show();
    else if (!found.length) close();
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const act = {
      ArrowDown: () => mark(chosen + 1),
      ArrowUp: () => mark(chosen - 1),
      Enter: () => insert(found[chosen]),
      Tab: () => insert(found[chosen]),
      Escape: close,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  field.addEventListener("blur", close);
}

function option(person, id, choose) {
  const item = document.createElement("li");
  item.id = id;
  item.setAttribute("role", "option");
  item.textContent = person.name;
  item.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in the field
  item.addEventListener("click", choose);
  return item;
}

/** Who can be mentioned here; nobody while the server cannot tell. */
async function download(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => undefined);
  return response?.ok ? response.json() : [];
}
