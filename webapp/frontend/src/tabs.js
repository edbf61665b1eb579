/**
 * Brings the tab one is on into sight: on a phone a strip of tabs is wider than the screen.
 *
 * Only the strip is scrolled, never the page.  Without this script one scrolls it oneself.
 */
export function keepTabs() {
  bringIn();
  document.body.addEventListener("htmx:after:swap", bringIn);
}

function bringIn() {
  for (const tab of document.querySelectorAll(".nav-tabs .active")) {
    const strip = tab.closest(".nav-tabs");
    const [inner, outer] = [tab.getBoundingClientRect(), strip.getBoundingClientRect()];
    if (inner.left < outer.left || inner.right > outer.right) {
      strip.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
    }
  }
}
