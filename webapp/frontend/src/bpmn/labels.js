/**
 * Labels in another language, put into the diagram before it is drawn, so that the drawing wraps and places them.
 *
 * `labels` is `{ element_id: text }`; what it does not name keeps its own words.
 */
export function withLabels(xml, labels = {}) {
  if (!Object.keys(labels).length) return xml;
  const document = new DOMParser().parseFromString(xml, "application/xml");
  for (const element of document.querySelectorAll("[id]")) {
    const text = labels[element.id];
    if (text) relabel(element, text);
  }
  return new XMLSerializer().serializeToString(document);
}

/** An annotation keeps its words in a child element (BPMN 2.0, 8.4.1), everything else in its name. */
function relabel(element, text) {
  const words = [...element.children].find((child) => child.localName === "text");
  if (words) words.textContent = text;
  else element.setAttribute("name", text);
}
