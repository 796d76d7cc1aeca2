// Parallel coordinates: an axis a direction, a line a word. Dragging along an axis draws a brush; lines through all
// brushes are kept. The brushes are told to the page, which lists the words that they keep.

const PLOTS = new WeakMap();
const TOP = 52, BOTTOM = 52, LEFT = 64, RIGHT = 150; // room for the poles, the ticks, and the words kept
const MOST_NAMED = 26;
const SVG = "http://www.w3.org/2000/svg";

function element(kind, attributes, text) {
  const made = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

class Plot {
  constructor(root) {
    this.root = root;
    this.svg = root.querySelector("svg");
    this.tip = root.querySelector(".parallel-tip");
    this.brushes = {};
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.svg);
    this.svg.addEventListener("pointermove", (event) => this.moved(event));
    this.svg.addEventListener("pointerleave", () => this.hover(-1));
    this.svg.addEventListener("pointerup", (event) => this.released(event));
    this.svg.addEventListener("pointercancel", (event) => this.released(event));
    root.placeOf = (axis, value) => [this.x(axis), this.y(value)]; // pixels; what a test drags along
  }

  receive(component) {
    this.component = component;
    const { data } = component;
    if (data.wanted.key !== this.wanted) { // other axes, or a choice made beside the figure: its brushes are taken over
      this.wanted = data.wanted.key;
      this.brushes = { ...data.wanted.brushes };
    }
    this.data = data;
    this.svg.setAttribute("aria-label", data.alt);
    this.draw();
  }

  x(axis) {
    const n = this.data.poles.length;
    return LEFT + (n > 1 ? (axis * (this.width - LEFT - RIGHT)) / (n - 1) : 0);
  }

  y(value) {
    return TOP + ((this.data.reach - value) * (this.height - TOP - BOTTOM)) / (2 * this.data.reach);
  }

  value(y) {
    const { reach } = this.data;
    return Math.max(-reach, Math.min(reach, reach - ((y - TOP) * 2 * reach) / (this.height - TOP - BOTTOM)));
  }

  kept(row) {
    return Object.entries(this.brushes).every(([axis, [low, high]]) => row[axis] >= low && row[axis] <= high);
  }

  draw() {
    if (!this.data) return;
    const { poles, words, values, reach, colours } = this.data;
    this.width = this.svg.clientWidth;
    this.height = this.svg.clientHeight;
    if (!this.width) return;
    const parts = [];
    parts.push(element("line", { class: "zero", x1: LEFT, x2: this.width - RIGHT, y1: this.y(0), y2: this.y(0) }));
    const brushed = Object.keys(this.brushes).length > 0;
    const kept = [];
    this.lines = values.map((row, i) => {
      const inside = this.kept(row);
      if (inside && brushed) kept.push(i);
      const points = row.map((value, axis) => `${this.x(axis).toFixed(1)},${this.y(value).toFixed(1)}`).join(" ");
      const state = brushed ? (inside ? " kept" : " out") : "";
      const line = element("polyline", { class: `line${state}`, points, stroke: inside && brushed ? colours.kept : colours.line });
      parts.push(line);
      return line;
    });
    poles.forEach(([first, second], axis) => {
      const x = this.x(axis);
      parts.push(element("line", { class: "axis", x1: x, x2: x, y1: this.y(reach), y2: this.y(-reach) }));
      parts.push(element("text", { class: "pole", x, y: TOP - 26 }, `↑ ${first}`));
      parts.push(element("text", { class: "pole", x, y: this.height - BOTTOM + 36 }, `↓ ${second}`));
      const strip = element("rect", { class: "strip", x: x - 14, width: 28, y: TOP, height: this.height - TOP - BOTTOM });
      strip.addEventListener("pointerdown", (event) => this.begin(event, axis));
      parts.push(strip);
      const brush = this.brushes[axis];
      if (!brush) return;
      const box = element("rect", { class: "brush", x: x - 9, width: 18, y: this.y(brush[1]), height: Math.max(2, this.y(brush[0]) - this.y(brush[1])), fill: colours.kept, stroke: colours.kept, rx: 3 });
      box.addEventListener("pointerdown", (event) => this.grab(event, axis));
      parts.push(box);
      const clear = element("text", { class: "clear", x, y: TOP - 9 }, "✕ clear");
      clear.addEventListener("click", () => { delete this.brushes[axis]; this.draw(); this.tell(); });
      parts.push(clear);
    });
    for (const value of [reach, 0, -reach]) parts.push(element("text", { class: "tick", x: LEFT - 14, y: this.y(value) + 4, "text-anchor": "end" }, value.toFixed(2).replace("-", "−")));
    this.name(kept, parts);
    this.svg.replaceChildren(...parts);
    this.over = -1;
  }

  // The words kept, beside the last axis, pushed apart until none covers another.
  name(kept, parts) {
    const { words, values, poles } = this.data;
    const last = poles.length - 1;
    if (!kept.length || kept.length > MOST_NAMED) return;
    const wanted = kept.map((i) => [i, this.y(values[i][last])]).sort((a, b) => a[1] - b[1]);
    const gap = 15;
    const places = wanted.map(([, y]) => y);
    for (let i = 1; i < places.length; i++) places[i] = Math.max(places[i], places[i - 1] + gap);
    const excess = places[places.length - 1] - (this.height - 10);
    if (excess > 0) {
      places[places.length - 1] -= excess;
      for (let i = places.length - 2; i >= 0; i--) places[i] = Math.min(places[i], places[i + 1] - gap);
    }
    wanted.forEach(([i, y], k) => {
      const x = this.x(last);
      parts.push(element("polyline", { class: "leader", points: `${x},${y} ${x + 14},${places[k]} ${x + 18},${places[k]}` }));
      parts.push(element("text", { class: "word", x: x + 22, y: places[k] }, words[i].length > 18 ? `${words[i].slice(0, 17)}…` : words[i]));
    });
  }

  at(event) {
    const box = this.svg.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  begin(event, axis) {
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    const start = this.value(this.at(event)[1]);
    this.drag = (y) => { const now = this.value(y); this.brushes[axis] = [Math.min(start, now), Math.max(start, now)]; };
    this.axis = axis;
  }

  grab(event, axis) {
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    const [low, high] = this.brushes[axis];
    const from = this.value(this.at(event)[1]);
    const edge = (high - low) / 4;
    const { reach } = this.data;
    this.axis = axis;
    if (high - from < edge) this.drag = (y) => { this.brushes[axis] = [low, Math.max(low, this.value(y))]; };
    else if (from - low < edge) this.drag = (y) => { this.brushes[axis] = [Math.min(high, this.value(y)), high]; };
    else this.drag = (y) => { const by = Math.max(-reach - low, Math.min(reach - high, this.value(y) - from)); this.brushes[axis] = [low + by, high + by]; };
  }

  moved(event) {
    const [x, y] = this.at(event);
    if (this.drag) { this.drag(y); this.draw(); return; }
    this.hover(this.nearest(x, y), x, y);
  }

  released() {
    if (!this.drag) return;
    const brush = this.brushes[this.axis];
    if (brush && brush[1] - brush[0] < this.data.reach / 100) delete this.brushes[this.axis]; // a click clears
    this.drag = null;
    this.draw();
    this.tell();
  }

  tell() {
    this.component.setStateValue("brushes", { of: this.data.axes, brushes: this.brushes });
  }

  // The line nearest to the pointer, at most 8 pixels above or below it; kept lines first.
  nearest(x, y) {
    const { values, poles } = this.data;
    if (x < LEFT - 10 || x > this.width - RIGHT + 10 || poles.length < 2) return -1;
    const place = Math.max(0, Math.min(poles.length - 1.000001, ((x - LEFT) * (poles.length - 1)) / (this.width - LEFT - RIGHT)));
    const [axis, share] = [Math.floor(place), place - Math.floor(place)];
    let best = -1, least = 8;
    values.forEach((row, i) => {
      const gap = Math.abs(this.y(row[axis] * (1 - share) + row[axis + 1] * share) - y) + (this.kept(row) ? 0 : 4);
      if (gap < least) [best, least] = [i, gap];
    });
    return best;
  }

  hover(i, x, y) {
    if (this.over >= 0 && this.lines[this.over]) this.lines[this.over].classList.remove("over");
    this.over = i;
    this.tip.hidden = i < 0;
    if (i < 0) return;
    this.lines[i].classList.add("over");
    const { words, values, poles } = this.data;
    const rows = values[i].map((value, axis) => `${value > 0 ? "+" : "−"}${Math.abs(value).toFixed(3)} towards ${poles[axis][0]}`);
    this.tip.replaceChildren(...[words[i], ...rows].map((text, k) => Object.assign(document.createElement(k ? "span" : "b"), { textContent: text })));
    const left = x + 16 + this.tip.offsetWidth > this.width ? x - 16 - this.tip.offsetWidth : x + 16;
    this.tip.style.transform = `translate(${left}px, ${Math.min(y + 12, this.height - this.tip.offsetHeight)}px)`;
  }

  close() {
    this.observer.disconnect();
  }
}

export default function (component) {
  const place = component.parentElement;
  let plot = PLOTS.get(place);
  if (!plot) PLOTS.set(place, (plot = new Plot(place.querySelector(".parallel"))));
  plot.receive(component);
  return () => {
    plot.close();
    PLOTS.delete(place);
  };
}
