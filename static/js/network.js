/* A picture of the network: zoom, move, and show who a party is connected with.

   The server draws it and every party in it is a link, so all of it can be read, walked through
   and opened without this. Zooming changes the viewBox: lines and names stay where they are. */

const STEP = 1.3;
const CLOSE_AT = 1.9;
const DEEPEST = 8;
const SVG_PIXELS_TO_DRAG = 4;

class Picture {
  constructor(figure, svg) {
    this.figure = figure;
    this.svg = svg;
    const [, , width, height] = this.svg.getAttribute("viewBox").split(/\s+/).map(Number);
    this.whole = { x: 0, y: 0, width, height };
    this.view = { ...this.whole };
    this.nodes = new Map();
    for (const node of this.svg.querySelectorAll("[data-node]")) {
      this.nodes.set(node.dataset.node, node);
    }
    this.lines = [...this.svg.querySelectorAll("[data-from]")];
    figure.querySelector(".picture__tools").hidden = false;
    this.listen();
  }

  listen() {
    this.figure.addEventListener("click", (event) => this.button(event));
    this.figure.addEventListener("keydown", (event) => this.key(event));
    this.svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.svg.addEventListener("pointerdown", (event) => this.grab(event));
    for (const [name, node] of this.nodes) {
      node.addEventListener("pointerenter", () => this.focus(name));
      node.addEventListener("pointerleave", () => this.unfocus());
      node.addEventListener("focus", () => this.reach(name, node));
      node.addEventListener("blur", () => this.unfocus());
    }
  }

  button(event) {
    const { zoom, pan } = event.target.closest("[data-zoom], [data-pan]")?.dataset ?? {};
    if (zoom === "all") this.show(this.whole);
    else if (zoom) this.zoom(zoom === "in" ? STEP : 1 / STEP);
    else if (pan) this.pan(pan);
  }

  /** While something in the picture has focus: + and - zoom, 0 shows all, Shift+arrows move. */
  key(event) {
    const arrows = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") this.zoom(STEP);
    else if (event.key === "-") this.zoom(1 / STEP);
    else if (event.key === "0") this.show(this.whole);
    else if (event.shiftKey && event.key in arrows) this.pan(arrows[event.key]);
    else return;
    event.preventDefault();
  }

  /** The wheel scrolls the page; only with Ctrl (or a pinch) it zooms. */
  wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.zoom(event.deltaY < 0 ? STEP : 1 / STEP, this.place(event));
  }

  place(event) {
    const box = this.svg.getBoundingClientRect();
    return {
      x: this.view.x + ((event.clientX - box.left) / box.width) * this.view.width,
      y: this.view.y + ((event.clientY - box.top) / box.height) * this.view.height,
    };
  }

  zoom(factor, around = null) {
    const { view, whole } = this;
    const middle = { x: view.x + view.width / 2, y: view.y + view.height / 2 };
    const width = Math.min(whole.width, Math.max(whole.width / DEEPEST, view.width / factor));
    const height = (width / whole.width) * whole.height;
    const { x, y } = around ?? middle;
    const shrink = width / view.width;
    this.show({
      x: x - (x - view.x) * shrink,
      y: y - (y - view.y) * shrink,
      width,
      height,
    });
  }

  pan(direction) {
    const step = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }[direction];
    const { x, y, width, height } = this.view;
    this.show({ x: x + (step[0] * width) / 5, y: y + (step[1] * height) / 5, width, height });
  }

  /** A view never leaves the drawing. */
  show({ x, y, width, height }) {
    const { whole } = this;
    this.view = {
      x: Math.min(Math.max(x, 0), whole.width - width),
      y: Math.min(Math.max(y, 0), whole.height - height),
      width,
      height,
    };
    this.svg.setAttribute("viewBox", Object.values(this.view).join(" "));
    this.svg.toggleAttribute("data-close", whole.width / width >= CLOSE_AT);
    const isPart = width < whole.width;
    this.svg.toggleAttribute("data-part", isPart);
    if (this.svg.getClientRects().length) this.figure.toggleAttribute("data-part", isPart);
  }

  grab(event) {
    if (event.button !== 0) return;
    const from = { x: event.clientX, y: event.clientY, view: { ...this.view } };
    const scale = this.view.width / this.svg.getBoundingClientRect().width;
    let moved = false;
    const move = (now) => {
      const [dx, dy] = [now.clientX - from.x, now.clientY - from.y];
      if (!moved && Math.hypot(dx, dy) < SVG_PIXELS_TO_DRAG) return;
      moved = true;
      this.figure.toggleAttribute("data-moving", true);
      this.show({ ...from.view, x: from.view.x - dx * scale, y: from.view.y - dy * scale });
    };
    const drop = () => {
      window.removeEventListener("pointermove", move);
      this.figure.toggleAttribute("data-moving", false);
      if (moved) this.ignoreClick();
    };
    if (event.pointerType === "mouse") event.preventDefault();
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", drop, { once: true });
    window.addEventListener("pointercancel", drop, { once: true });
  }

  /** A drag that ends on a party must not open it. */
  ignoreClick() {
    const ignore = (click) => click.preventDefault();
    this.svg.addEventListener("click", ignore, { capture: true });
    setTimeout(() => this.svg.removeEventListener("click", ignore, { capture: true }));
  }

  /** With the keyboard a party may lie outside the view: bring it in. */
  reach(name, node) {
    this.focus(name);
    const { e: x, f: y } = node.transform.baseVal.consolidate().matrix;
    const { view } = this;
    const inside = x > view.x && x < view.x + view.width && y > view.y && y < view.y + view.height;
    if (!inside) this.show({ ...view, x: x - view.width / 2, y: y - view.height / 2 });
  }

  focus(name) {
    this.unfocus();
    this.svg.setAttribute("data-focus", "");
    this.nodes.get(name)?.classList.add("node--near");
    for (const line of this.lines) {
      const { from, to } = line.dataset;
      if (from !== name && to !== name) continue;
      line.classList.add("edge--near");
      this.nodes.get(from === name ? to : from)?.classList.add("node--near");
    }
  }

  unfocus() {
    this.svg.removeAttribute("data-focus");
    for (const near of this.svg.querySelectorAll(".node--near, .edge--near")) {
      near.classList.remove("node--near", "edge--near");
    }
  }
}

// the same picture for a wide and for a narrow screen: both zoom, one of them is shown
document.querySelectorAll("[data-picture] svg.network").forEach((svg) => {
  new Picture(svg.closest("[data-picture]"), svg);
});
