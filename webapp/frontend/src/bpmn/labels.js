/**
 * Labels in another language, put into the diagram before it is drawn, so that the drawing wraps and places them.
 *
 * `labels` is `{ element_id: text }`; what it does not name keeps its own words.
 */
const DI = "http://www.omg.org/spec/BPMN/20100524/DI";
const LETTER = 8; // px, as wide as one may be

export function withLabels(xml, labels = {}) {
  if (!Object.keys(labels).length) return xml;
  const document = new DOMParser().parseFromString(xml, "application/xml");
  for (const element of document.querySelectorAll("[id]")) {
    const text = labels[element.id];
    if (text) relabel(element, text);
  }
  document
    .querySelectorAll("[bpmnElement]")
    .forEach((drawn) => makeRoom(drawn, labels[drawn.getAttribute("bpmnElement")]));
  return new XMLSerializer().serializeToString(document);
}

/** An annotation keeps its words in a child element (BPMN 2.0, 8.4.1), everything else in its name. */
function relabel(element, text) {
  const words = [...element.children].find((child) => child.localName === "text");
  if (words) words.textContent = text;
  else element.setAttribute("name", text);
}

/** A label beside its element wraps at the width the first language needed: «Да» has no room for “Yes”. */
function makeRoom(drawn, text = "") {
  const bounds = drawn.getElementsByTagNameNS(DI, "BPMNLabel")[0]?.firstElementChild;
  const missing = LETTER * Math.max(...text.split(/\s/).map((word) => word.length)) - bounds?.getAttribute("width");
  if (!(missing > 0)) return;
  bounds.setAttribute("width", Number(bounds.getAttribute("width")) + missing);
  bounds.setAttribute("x", bounds.getAttribute("x") - missing / 2);
}
