/**
 * What moves the view of a diagram: buttons for whoever has no wheel, keys (+ − 0, arrows) for whoever has no mouse, a finger.
 * The wheel scrolls the page; with Ctrl it zooms.
 */
import { words } from "../i18n.js";

const PACE = 60; // px
const KEYS = {
  "-": (view) => view.smaller(),
  "+": (view) => view.larger(),
  "=": (view) => view.larger(),
  0: (view) => view.showAll(),
  ArrowLeft: (view) => view.pan(PACE, 0),
  ArrowRight: (view) => view.pan(-PACE, 0),
  ArrowUp: (view) => view.pan(0, PACE),
  ArrowDown: (view) => view.pan(0, -PACE),
};

export function addControls(view, figure, frame) {
  figure.append(toolbar(view));
  frame.addEventListener("keydown", (event) => obeyKey(event, view));
  frame.addEventListener("wheel", (event) => zoomByWheel(event, view), { passive: false, capture: true });
  panByFinger(view, frame);
}

function toolbar(view) {
  const tools = document.createElement("div");
  tools.className = "diagram-tools btn-group";
  tools.append(
    button("zoom-out", words("zoomOut"), () => view.smaller()),
    button("maximize", words("fit"), () => view.showAll()),
    button("zoom-in", words("zoomIn"), () => view.larger()),
  );
  return tools;
}

function obeyKey(event, view) {
  if (event.ctrlKey || event.metaKey || !(event.key in KEYS)) return;
  event.preventDefault();
  KEYS[event.key](view);
}

function button(icon, label, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn btn-icon";
  element.title = label;
  element.setAttribute("aria-label", label);
  element.innerHTML = `<svg class="icon" width="20" height="20" aria-hidden="true"><use href="${document.documentElement.dataset.icons}#${icon}"/></svg>`;
  element.addEventListener("click", act);
  return element;
}

function zoomByWheel(event, view) {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  if (event.deltaY < 0) view.larger();
  else view.smaller();
}

/** Sideways with one finger; up and down scrolls the page, as the style sheet's touch-action says. */
function panByFinger(view, frame) {
  let last;
  frame.addEventListener("pointerdown", (event) => (last = event.pointerType === "touch" ? event : undefined));
  frame.addEventListener("pointermove", (event) => {
    if (!last || event.pointerId !== last.pointerId) return;
    view.pan(event.clientX - last.clientX, event.clientY - last.clientY);
    last = event;
  });
  ["pointerup", "pointercancel"].forEach((name) => frame.addEventListener(name, () => (last = undefined)));
}
