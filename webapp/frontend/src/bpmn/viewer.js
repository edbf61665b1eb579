/**
 * Draws every diagram of the page: `<div data-diagram="address of the XML" data-state="id of a JSON script">`.
 * The page names it (aria-label) and says the same in words; the drawing is for those who see it.
 */
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "./viewer.css";

import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

import { words } from "../i18n.js";
import { showState } from "./case-state.js";
import { addControls } from "./controls.js";
import { withLabels } from "./labels.js";
import { View } from "./view.js";

for (const figure of document.querySelectorAll("[data-diagram]")) {
  show(figure).catch((error) => say(figure, error));
}

async function show(figure) {
  const state = JSON.parse(document.getElementById(figure.dataset.state)?.textContent ?? "{}");
  const frame = document.createElement("div");
  frame.className = "diagram-frame";
  figure.append(frame);
  const viewer = new NavigatedViewer({ container: frame, zoomScroll: { enabled: false } });
  await viewer.importXML(withLabels(await download(figure.dataset.diagram), state.labels));
  showState(viewer, state);
  if ("whole" in figure.dataset) return showPicture(viewer, figure);
  const view = new View(viewer, frame);
  view.open(Object.keys({ ...state.incidents, ...state.tokens })[0]);
  addControls(view, figure, frame);
  figure.dataset.shown = "true";
}

/** All of the diagram as one picture, as wide as the paper; it keeps the classes, and with them the colours, of its state. */
async function showPicture(viewer, figure) {
  const { svg } = await viewer.saveSVG();
  const picture = document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
  picture.removeAttribute("width");
  picture.removeAttribute("height");
  picture.classList.add("diagram-picture");
  viewer.destroy();
  figure.replaceChildren(picture);
  figure.dataset.shown = "true";
}

async function download(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`Expected a diagram at ${address}, but the answer was ${response.status}.`);
  return response.text();
}

function say(figure, error) {
  console.error(error);
  const notice = document.createElement("p");
  notice.className = "text-secondary p-3 m-0";
  notice.textContent = words("diagramBroken");
  figure.replaceChildren(notice);
}
