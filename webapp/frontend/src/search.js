/**
 * The search field in the header: "/" goes to it, the arrows choose among the suggestions, Enter opens the chosen one
 * or everything that was found, Escape closes them.
 *
 * htmx brings the suggestions; this keeps the field a combobox (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
 */
export function keepSearch(field) {
  const list = document.getElementById(field.getAttribute("aria-controls"));
  document.addEventListener("keydown", (event) => goThere(event, field));
  field.addEventListener("keydown", (event) => choose(event, field, list));
  field.addEventListener("focus", () => show(field, list, hasSuggestions(list)));
  field.form.addEventListener("focusout", (event) => {
    if (!field.form.contains(event.relatedTarget)) show(field, list, false);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  document.body.addEventListener("htmx:after:swap", () =>
    show(field, list, hasSuggestions(list) && document.activeElement === field),
  );
}

/** "/" means search wherever nothing is being typed; on a narrow screen the page of search has the field. */
function goThere(event, field) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const own = document.getElementById("question");
  const target = own ?? field;
  event.preventDefault();
  if (target.checkVisibility()) target.select();
  else window.location.assign(field.form.action);
}

function isTyping(element) {
  return element.isContentEditable || element.matches("input, textarea, select");
}

function choose(event, field, list) {
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (move && hasSuggestions(list)) {
    event.preventDefault();
    show(field, list, true);
    select(field, list, move);
  } else if (event.key === "Enter" && chosen(list)) {
    event.preventDefault();
    chosen(list).click();
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    show(field, list, false);
  }
}

const options = (list) => [...list.querySelectorAll("a[role=option]")];
const chosen = (list) => (list.hidden ? undefined : options(list).find(isChosen));
const isChosen = (option) => option.getAttribute("aria-selected") === "true";
const hasSuggestions = (list) => list.querySelector("[role=option]") !== null;

/** Up from the first is the field itself again, and down from the last too. */
function select(field, list, move) {
  const all = options(list);
  const count = all.length + 1;
  const next = all[(((all.findIndex(isChosen) + move + 1 + count) % count) + count - 1) % count];
  for (const option of all) option.setAttribute("aria-selected", String(option === next));
  if (next) {
    field.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

function show(field, list, visible) {
  list.hidden = !visible;
  field.setAttribute("aria-expanded", String(visible));
  if (!visible) for (const option of options(list)) option.setAttribute("aria-selected", "false");
  if (!chosen(list)) field.removeAttribute("aria-activedescendant");
}
