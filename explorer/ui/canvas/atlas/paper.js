// Two things to draw on with the same few calls: the canvas, and an SVG file of the same picture.

const SHAPES = ["circle", "square", "diamond", "up", "cross", "star", "pentagon", "plus"];

// The outline of a mark of radius r around (0, 0), as points; null for a circle.
function outline(shape, r) {
  const ring = (n, turn, scale = 1) => Array.from({ length: n }, (_, i) => {
    const a = turn + (2 * Math.PI * i) / n;
    return [scale * r * Math.cos(a), scale * r * Math.sin(a)];
  });
  switch (shape) {
    case "square": return ring(4, Math.PI / 4, 1.25);
    case "diamond": return ring(4, 0, 1.3);
    case "up": return ring(3, -Math.PI / 2, 1.35);
    case "pentagon": return ring(5, -Math.PI / 2, 1.15);
    case "star": return ring(10, -Math.PI / 2, 1.45).map(([x, y], i) => (i % 2 ? [x * 0.45, y * 0.45] : [x, y]));
    case "plus":
    case "cross": {
      const a = 0.42 * r, b = 1.2 * r;
      const plus = [[-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]];
      const t = Math.SQRT1_2;
      return shape === "plus" ? plus : plus.map(([x, y]) => [t * (x - y), t * (x + y)]);
    }
    default: return null;
  }
}

class CanvasPaper {
  constructor(context) {
    this.c = context;
    this.sprites = new Map();
  }

  mark(x, y, shape, r, colour, alpha, ratio) {
    const key = `${shape} ${r} ${colour} ${ratio}`;
    let sprite = this.sprites.get(key);
    if (!sprite) {
      const size = Math.ceil(r * 3.4 + 2);
      sprite = new OffscreenCanvas(Math.ceil(size * ratio), Math.ceil(size * ratio));
      const c = sprite.getContext("2d");
      c.scale(ratio, ratio);
      c.translate(size / 2, size / 2);
      c.fillStyle = colour;
      const points = outline(shape, r);
      c.beginPath();
      if (points) points.forEach(([px, py], i) => (i ? c.lineTo(px, py) : c.moveTo(px, py)));
      else c.arc(0, 0, r, 0, 2 * Math.PI);
      c.fill();
      sprite.extent = size;
      if (this.sprites.size > 600) this.sprites.clear();
      this.sprites.set(key, sprite);
    }
    this.c.globalAlpha = alpha;
    this.c.drawImage(sprite, x - sprite.extent / 2, y - sprite.extent / 2, sprite.extent, sprite.extent);
    this.c.globalAlpha = 1;
  }

  ring(x, y, r, colour, width, alpha = 1, fill = null) {
    const { c } = this;
    c.globalAlpha = alpha;
    c.beginPath();
    c.arc(x, y, r, 0, 2 * Math.PI);
    if (fill) { c.fillStyle = fill; c.fill(); }
    if (width) { c.strokeStyle = colour; c.lineWidth = width; c.stroke(); }
    c.globalAlpha = 1;
  }

  line(points, colour, width, alpha = 1, dash = []) {
    const { c } = this;
    c.globalAlpha = alpha;
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.setLineDash(dash);
    c.beginPath();
    points.forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
    c.stroke();
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  box(x, y, w, h, colour, alpha) {
    this.c.globalAlpha = alpha;
    this.c.fillStyle = colour;
    this.c.fillRect(x, y, w, h);
    this.c.globalAlpha = 1;
  }

  // Text with a rim of the paper's colour, so that it can be read across points.
  text(text, x, y, font, colour, paper, { align = "left", alpha = 1 } = {}) {
    const { c } = this;
    c.font = font;
    c.textAlign = align;
    c.textBaseline = "middle";
    c.lineJoin = "round";
    c.globalAlpha = 0.85 * alpha;
    c.strokeStyle = paper;
    c.lineWidth = 3;
    c.strokeText(text, x, y);
    c.globalAlpha = alpha;
    c.fillStyle = colour;
    c.fillText(text, x, y);
    c.globalAlpha = 1;
  }
}

class SvgPaper {
  constructor(width, height, paper) {
    this.parts = [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
      `<rect width="100%" height="100%" fill="${paper}"/>`,
    ];
  }

  static round(...values) {
    return values.map((v) => Math.round(v * 100) / 100);
  }

  mark(x, y, shape, r, colour, alpha) {
    const points = outline(shape, r);
    [x, y] = SvgPaper.round(x, y);
    const drawn = points
      ? `<polygon points="${points.map(([px, py]) => SvgPaper.round(x + px, y + py).join(",")).join(" ")}"`
      : `<circle cx="${x}" cy="${y}" r="${r}"`;
    this.parts.push(`${drawn} fill="${colour}" fill-opacity="${alpha}"/>`);
  }

  ring(x, y, r, colour, width, alpha = 1, fill = null) {
    [x, y, r] = SvgPaper.round(x, y, r);
    this.parts.push(`<circle cx="${x}" cy="${y}" r="${r}" fill="${fill || "none"}" stroke="${colour}" stroke-width="${width}" opacity="${alpha}"/>`);
  }

  line(points, colour, width, alpha = 1, dash = []) {
    const path = points.map((p) => SvgPaper.round(...p).join(",")).join(" ");
    this.parts.push(`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-dasharray="${dash}" opacity="${alpha}"/>`);
  }

  box(x, y, w, h, colour, alpha) {
    this.parts.push(`<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${colour}" fill-opacity="${alpha}"/>`);
  }

  text(text, x, y, font, colour, paper, { align = "left", alpha = 1 } = {}) {
    const [, weight, size, family] = font.match(/^(\w+) ([\d.]+)px (.*)$/);
    const safe = text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);
    [x, y] = SvgPaper.round(x, y);
    this.parts.push(
      `<text x="${x}" y="${y}" font-family="${family.replaceAll('"', "'")}" font-size="${size}" font-weight="${weight}" fill="${colour}" ` +
      `opacity="${alpha}" text-anchor="${align === "center" ? "middle" : "start"}" dominant-baseline="central" paint-order="stroke" ` +
      `stroke="${paper}" stroke-width="3" stroke-linejoin="round">${safe}</text>`,
    );
  }

  toString() {
    return this.parts.join("\n") + "\n</svg>\n";
  }
}
