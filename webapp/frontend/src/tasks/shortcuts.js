/**
 * What a key asks of the list of tasks: "next", "previous", "select", "claim", "search", "help", or nothing.
 *
 * Letters by their place on the keyboard, so that they work in the Russian layout too; never while somebody types, holds
 * a modifier, or has a dialog or a menu open.
 */
const BY_PLACE = { KeyJ: "next", KeyK: "previous", KeyX: "select", KeyC: "claim" };
const BY_CHARACTER = { "/": "search", "?": "help" };
const TYPING =
  "input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open], [role=menu], .dropdown-menu";

export function askedBy(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return undefined;
  if (event.target.closest?.(TYPING)) return undefined;
  return BY_CHARACTER[event.key] ?? (event.shiftKey ? undefined : BY_PLACE[event.code]);
}

/** Where `step` leads from a place among `length` rows; the first or the last row from nowhere; the ends are walls. */
export function moved(place, step, length) {
  if (place < 0) return step > 0 ? 0 : length - 1;
  return Math.min(Math.max(place + step, 0), length - 1);
}
