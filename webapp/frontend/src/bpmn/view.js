/**
 * How much of a diagram is seen. At first all of it if its labels can be read then, else the place where the case is.
 */
const READABLE = 0.5; // below it labels of 12 px cannot be read
const COMFORTABLE = 0.8;
const LARGEST = 1; // a small diagram is not blown up
const MARGIN = 24; // px around the diagram
const STEP = 1.25;
const TALLEST = 0.8; // of the window
const EXCERPT = 400; // px high, when only a part is shown

export class View {
  constructor(viewer, frame) {
    this.canvas = viewer.get("canvas");
    this.elements = viewer.get("elementRegistry");
    this.frame = frame;
    this.box = this.canvas.viewbox().inner;
  }

  /** Shows the whole diagram, or what surrounds the element `id` when the whole would be too small to read. */
  open(id) {
    const scale = this.#fittingScale();
    if (scale >= READABLE) {
      this.#setHeight(Math.min(this.#heightAt(scale), window.innerHeight * TALLEST));
      this.showAll();
    } else {
      this.#setHeight(Math.min(this.#heightAt(COMFORTABLE), EXCERPT));
      this.#lookAt(this.elements.get(id) ?? this.#start(), COMFORTABLE);
    }
  }

  showAll() {
    const scale = Math.min(this.#fittingScale(), this.#innerHeight() / this.box.height);
    this.#look(this.box.x + this.box.width / 2, this.box.y + this.box.height / 2, scale);
  }

  larger() {
    this.#zoomBy(STEP);
  }

  smaller() {
    this.#zoomBy(1 / STEP);
  }

  pan(dx, dy) {
    this.canvas.scroll({ dx, dy });
  }

  #fittingScale() {
    return Math.min(LARGEST, (this.frame.clientWidth - 2 * MARGIN) / this.box.width);
  }

  #innerHeight() {
    return this.frame.clientHeight - 2 * MARGIN;
  }

  #heightAt(scale) {
    return this.box.height * scale + 2 * MARGIN;
  }

  #setHeight(pixels) {
    this.frame.style.height = `${Math.round(pixels)}px`;
    this.canvas.resized();
  }

  /** Where reading begins. */
  #start() {
    return (
      this.elements.filter((element) => element.type === "bpmn:StartEvent").sort((a, b) => a.x - b.x)[0] ?? this.box
    );
  }

  /** Centred on the element, but not past the edges of the diagram. */
  #lookAt({ x, y, width, height }, scale) {
    const half = { x: this.frame.clientWidth / 2 / scale, y: this.frame.clientHeight / 2 / scale };
    const margin = MARGIN / scale;
    const within = (value, low, high) => (low > high ? (low + high) / 2 : Math.min(Math.max(value, low), high));
    const right = this.box.x + this.box.width;
    const bottom = this.box.y + this.box.height;
    this.#look(
      within(x + width / 2, this.box.x + half.x - margin, right - half.x + margin),
      within(y + height / 2, this.box.y + half.y - margin, bottom - half.y + margin),
      scale,
    );
  }

  #look(centreX, centreY, scale) {
    const width = this.frame.clientWidth / scale;
    const height = this.frame.clientHeight / scale;
    this.canvas.viewbox({ x: centreX - width / 2, y: centreY - height / 2, width, height });
  }

  #zoomBy(factor) {
    const { x, y, width, height, scale } = this.canvas.viewbox();
    this.#look(x + width / 2, y + height / 2, Math.min(Math.max(scale * factor, 0.1), 4));
  }
}
