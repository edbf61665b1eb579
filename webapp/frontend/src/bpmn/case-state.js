/**
 * The state of a case on its diagram: the way it went, where it is, where it is stuck. Never by colour alone: what is
 * passed has a tick and a thick flow, where the case is says so, where it is stuck has a dashed edge and a mark.
 *
 * `state`: `{ completed: [ids of elements and flows], tokens: { id: count }, incidents: { id: { count, message } } }`.
 */
import { words } from "../i18n.js";

const LAYER = "case-state";
const READABLE = { min: 0.8 }; // the marks shrink less than the diagram

export function showState(viewer, { completed = [], tokens = {}, incidents = {} }) {
  const draw = drawing(viewer);
  completed.filter((id) => !tokens[id] && !incidents[id]).forEach(draw.passed);
  Object.entries(tokens).forEach(([id, count]) => draw.token(id, count));
  Object.entries(incidents).forEach(([id, incident]) => draw.incident(id, incident));
}

/** Elements the diagram does not have (it is of another version, or a called one) are passed over. */
function drawing(viewer) {
  const elements = viewer.get("elementRegistry");
  const canvas = viewer.get("canvas");
  const overlays = viewer.get("overlays");
  const mark = (id, marker, badge) => {
    const element = elements.get(id);
    if (!element) return;
    canvas.addMarker(id, marker);
    if (!element.waypoints && badge) overlays.add(id, LAYER, { scale: READABLE, ...badge });
  };
  return {
    passed: (id) =>
      mark(id, "is-passed", { position: { top: -9, right: 9 }, html: badge("passed", "✓", words("done")) }),
    token: (id, count) => mark(id, "is-here", { position: { top: -14, left: 8 }, html: tokenBadge(count) }),
    incident: (id, { count, message }) =>
      mark(id, "is-stuck", {
        position: { top: -14, right: 14 },
        html: badge("stuck", count > 1 ? `! ${count}` : "!", words("incident", { message })),
      }),
  };
}

function tokenBadge(count) {
  const text = count > 1 ? `${words("youAreHere")} · ${count}` : words("youAreHere");
  return badge("here", text, words("tokens", { count }));
}

function badge(kind, text, meaning) {
  const element = document.createElement("div");
  element.className = `diagram-badge is-${kind}`;
  element.textContent = text;
  element.title = meaning;
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", meaning);
  return element;
}
