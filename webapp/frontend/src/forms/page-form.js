/**
 * The ordinary HTML form around an island: it submits natively, so that 303, 422 and "back" work as everywhere; the island
 * only puts its data, as JSON, into the hidden field `data`.
 */
const FIELD = "data";

/** `check()` says whether it may be submitted, `read()` gives the data, `onSubmit()` hears that it is on its way. */
export function attachToForm(form, { check, read, onSubmit }) {
  const field = hiddenField(form);
  form.noValidate = true; // the browser's own bubbles would speak before the validator does
  form.addEventListener("keydown", keepEnter);
  form.addEventListener("submit", (event) => {
    if (form.dataset.submitting || !check()) return event.preventDefault();
    form.dataset.submitting = "true"; // a second click must not submit twice
    field.value = JSON.stringify(read());
    onSubmit();
  });
  window.addEventListener("pageshow", () => delete form.dataset.submitting); // "back" shows the page as it was left
}

function hiddenField(form) {
  const field = form.elements.namedItem(FIELD) ?? document.createElement("input");
  Object.assign(field, { type: "hidden", name: FIELD });
  if (!field.isConnected) form.append(field);
  return field;
}

/** Enter in a field must not submit a half-filled form; in a table it goes down a row. Ctrl+Enter submits. */
function keepEnter(event) {
  if (event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    event.currentTarget.requestSubmit();
  } else if (event.target.matches("input, select")) {
    event.preventDefault();
    goDown(event.target);
  }
}

function goDown(control) {
  const cell = control.closest("tr[data-row] > td");
  const row = cell?.parentElement.nextElementSibling;
  if (row) row.cells[cell.cellIndex].querySelector("input, select, textarea")?.focus();
  else cell?.closest("[role=group]").querySelector("[data-add-row]")?.click();
}
