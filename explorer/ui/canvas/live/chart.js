// What the line charts of the panel have in common: a canvas of the size of its box, axes, and labels at the lines' ends.

class Chart {
  constructor(canvas, palette) {
    Object.assign(this, { canvas, palette });
    this.context = canvas.getContext("2d");
    this.clear();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(canvas.parentElement);
  }

  resize() {
    const box = this.canvas.parentElement;
    this.ratio = window.devicePixelRatio || 1;
    this.w = box.clientWidth;
    this.h = box.clientHeight;
    this.canvas.width = Math.round(this.w * this.ratio);
    this.canvas.height = Math.round(this.h * this.ratio);
    this.ask();
  }

  restyle() {
    const style = getComputedStyle(this.canvas);
    this.ink = style.getPropertyValue("--st-text-color");
    this.faint = style.getPropertyValue("--st-border-color");
    this.font = style.getPropertyValue("--st-font");
    this.ask();
  }

  ask() {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.draw());
  }

  // An empty sheet; false while there is no room for one.
  begin() {
    this.frame = 0;
    const { context: c, w, h, ratio } = this;
    if (!w || !h) return false;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, w, h);
    c.font = `11px ${this.font}`;
    c.textBaseline = "middle";
    c.lineWidth = 1;
    return true;
  }

  // A grid line with its value to the left of it.
  grid(value, y, left, right) {
    this.line([[left, y], [right, y]], this.faint, 1, [], 1);
    this.note(value, left - 5, y, "right");
  }

  note(text, x, y, align) {
    const { context: c } = this;
    c.fillStyle = this.ink;
    c.globalAlpha = 0.7;
    c.textAlign = align;
    c.fillText(text, x, y);
    c.globalAlpha = 1;
  }

  // The axis of steps, from the first to the last.
  steps(first, last, left, right) {
    this.note("step", (left + right) / 2, this.h - 6, "center");
    if (last > first) this.note(last.toLocaleString("en"), right, this.h - 6, "right");
    this.note(first.toLocaleString("en"), left, this.h - 6, "left");
  }

  // Names at the ends of lines, [text, y, colour] each, pushed apart where they would overlap.
  labels(labels, x, top, bottom) {
    const { context: c } = this;
    labels.sort((a, b) => a[1] - b[1]);
    for (let i = 1; i < labels.length; i++) labels[i][1] = Math.max(labels[i][1], labels[i - 1][1] + 12);
    const over = labels.length ? labels[labels.length - 1][1] - bottom : 0;
    if (over > 0) for (let i = labels.length - 1, limit = bottom; i >= 0; i--, limit -= 12) labels[i][1] = Math.min(labels[i][1], limit);
    c.textAlign = "left";
    for (const [text, at, colour] of labels) {
      c.fillStyle = colour;
      c.fillText(text, x, Math.max(top, at));
    }
  }

  line(points, colour, width, dashes, alpha) {
    const { context: c } = this;
    if (!points.length) return;
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.globalAlpha = alpha;
    c.setLineDash(dashes);
    c.beginPath();
    points.forEach(([px, py], i) => (i ? c.lineTo(px, py) : c.moveTo(px, py)));
    c.stroke();
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  close() {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    this.frame = -1;
  }
}
