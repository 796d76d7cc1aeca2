// Two things to draw on with the same few calls: the canvas, and an SVG file of the same picture.

export const SHAPES = ["circle", "square", "diamond", "up", "cross", "star", "pentagon", "plus"];

/** @typedef {"left" | "center" | "right"} Align */
/** @typedef {CanvasPaper | SvgPaper} Paper */

/**
 * The outline of a mark of radius r around (0, 0), as points; null for a circle.
 * @param {string} shape
 * @param {number} r
 * @returns {number[][] | null}
 */
export function outline(shape, r) {
  const ring = (/** @type {number} */ n, /** @type {number} */ turn, scale = 1) =>
    Array.from({ length: n }, (_, i) => {
      const a = turn + (2 * Math.PI * i) / n;
      return [scale * r * Math.cos(a), scale * r * Math.sin(a)];
    });
  switch (shape) {
    case "square":
      return ring(4, Math.PI / 4, 1.25);
    case "diamond":
      return ring(4, 0, 1.3);
    case "up":
      return ring(3, -Math.PI / 2, 1.35);
    case "pentagon":
      return ring(5, -Math.PI / 2, 1.15);
    case "star":
      return ring(10, -Math.PI / 2, 1.45).map(([x, y], i) => (i % 2 ? [x * 0.45, y * 0.45] : [x, y]));
    case "plus":
      return plus(r);
    case "cross":
      return plus(r).map(([x, y]) => [Math.SQRT1_2 * (x - y), Math.SQRT1_2 * (x + y)]);
    default:
      return null;
  }
}

/** @param {number} r */
function plus(r) {
  const [a, b] = [0.42 * r, 1.2 * r];
  const corner = [
    [-a, -b],
    [a, -b],
    [a, -a],
    [b, -a],
    [b, a],
    [a, a],
  ];
  return [...corner, ...corner.map(([x, y]) => [-x, -y])];
}

export class CanvasPaper {
  /** @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context */
  constructor(context) {
    this.c = context;
    /** @type {Map<string, {picture: OffscreenCanvas, extent: number}>} */
    this.sprites = new Map();
  }

  /**
   * A filled mark; drawn once for each kind and then copied.
   * @param {number} x
   * @param {number} y
   * @param {string} shape
   * @param {number} r
   * @param {string} colour
   * @param {number} alpha
   * @param {number} ratio pixels of the screen for one of the page
   */
  mark(x, y, shape, r, colour, alpha, ratio) {
    const key = `${shape} ${r} ${colour} ${ratio}`;
    let sprite = this.sprites.get(key);
    if (!sprite) {
      if (this.sprites.size > 600) this.sprites.clear();
      sprite = this.sprite(shape, r, colour, ratio);
      this.sprites.set(key, sprite);
    }
    const { picture, extent } = sprite;
    this.c.globalAlpha = alpha;
    this.c.drawImage(picture, x - extent / 2, y - extent / 2, extent, extent);
    this.c.globalAlpha = 1;
  }

  /**
   * @param {string} shape
   * @param {number} r
   * @param {string} colour
   * @param {number} ratio
   */
  sprite(shape, r, colour, ratio) {
    const extent = Math.ceil(r * 3.4 + 2);
    const picture = new OffscreenCanvas(Math.ceil(extent * ratio), Math.ceil(extent * ratio));
    const c = /** @type {OffscreenCanvasRenderingContext2D} */ (picture.getContext("2d"));
    c.scale(ratio, ratio);
    c.translate(extent / 2, extent / 2);
    c.fillStyle = colour;
    c.beginPath();
    const points = outline(shape, r);
    if (points) for (const [px, py] of points) c.lineTo(px, py);
    else c.arc(0, 0, r, 0, 2 * Math.PI);
    c.fill();
    return { picture, extent };
  }

  /**
   * A circle: its rim (where it has a width) and its inside (where it has a filling).
   * @param {number} x
   * @param {number} y
   * @param {number} r
   * @param {string} colour
   * @param {number} width
   * @param {number} alpha
   * @param {string | null} fill
   */
  ring(x, y, r, colour, width, alpha = 1, fill = null) {
    const { c } = this;
    c.globalAlpha = alpha;
    c.beginPath();
    c.arc(x, y, r, 0, 2 * Math.PI);
    if (fill) {
      c.fillStyle = fill;
      c.fill();
    }
    if (width) {
      c.strokeStyle = colour;
      c.lineWidth = width;
      c.stroke();
    }
    c.globalAlpha = 1;
  }

  /**
   * @param {number[][]} points
   * @param {string} colour
   * @param {number} width
   * @param {number} alpha
   * @param {number[]} dash
   */
  line(points, colour, width, alpha = 1, dash = []) {
    const { c } = this;
    c.globalAlpha = alpha;
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.setLineDash(dash);
    c.beginPath();
    for (const [x, y] of points) c.lineTo(x, y);
    c.stroke();
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  /**
   * A picture that fills the paper.
   * @param {HTMLCanvasElement} canvas
   * @param {number} width
   * @param {number} height
   */
  picture(canvas, width, height) {
    this.c.drawImage(canvas, 0, 0, width, height);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} w
   * @param {number} h
   * @param {string} colour
   * @param {number} alpha
   */
  box(x, y, w, h, colour, alpha) {
    this.c.globalAlpha = alpha;
    this.c.fillStyle = colour;
    this.c.fillRect(x, y, w, h);
    this.c.globalAlpha = 1;
  }

  /**
   * Text, its middle at y, with a rim of the paper's colour, so that it can be read across points.
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {string} font as in CSS: weight, size in px, family
   * @param {string} colour
   * @param {string} paper
   * @param {{align?: Align, alpha?: number}} options
   */
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

const ESCAPED = new Map(Object.entries({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }));

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ESCAPED.get(sign) || sign);

/** @param {number} value */
const short = (value) => Math.round(value * 100) / 100;

/** @param {number[][]} points */
const path = (points) => points.map((point) => point.map(short).join(",")).join(" ");

/** The same calls as CanvasPaper, written down as SVG. */
export class SvgPaper {
  /**
   * @param {number} width
   * @param {number} height
   * @param {string} paper
   */
  constructor(width, height, paper) {
    this.parts = [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
      `<rect width="100%" height="100%" fill="${escaped(paper)}"/>`,
    ];
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {string} shape
   * @param {number} r
   * @param {string} colour
   * @param {number} alpha
   * @param {number} [_ratio]
   */
  mark(x, y, shape, r, colour, alpha, _ratio) {
    const points = outline(shape, r);
    const drawn = points
      ? `<polygon points="${path(points.map(([px, py]) => [x + px, y + py]))}"`
      : `<circle cx="${short(x)}" cy="${short(y)}" r="${short(r)}"`;
    this.parts.push(`${drawn} fill="${colour}" fill-opacity="${short(alpha)}"/>`);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} r
   * @param {string} colour
   * @param {number} width
   * @param {number} alpha
   * @param {string | null} fill
   */
  ring(x, y, r, colour, width, alpha = 1, fill = null) {
    this.parts.push(
      `<circle cx="${short(x)}" cy="${short(y)}" r="${short(r)}" fill="${fill || "none"}" ` +
        `stroke="${colour}" stroke-width="${width}" opacity="${short(alpha)}"/>`,
    );
  }

  /**
   * @param {number[][]} points
   * @param {string} colour
   * @param {number} width
   * @param {number} alpha
   * @param {number[]} dash
   */
  line(points, colour, width, alpha = 1, dash = []) {
    const dashes = dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : "";
    this.parts.push(
      `<polyline points="${path(points)}" fill="none" stroke="${colour}" stroke-width="${width}"${dashes} ` +
        `opacity="${short(alpha)}"/>`,
    );
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} w
   * @param {number} h
   * @param {string} colour
   * @param {number} alpha
   */
  box(x, y, w, h, colour, alpha) {
    this.parts.push(
      `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${colour}" fill-opacity="${short(alpha)}"/>`,
    );
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {string} font
   * @param {string} colour
   * @param {string} paper
   * @param {{align?: Align, alpha?: number}} options
   */
  text(text, x, y, font, colour, paper, { align = "left", alpha = 1 } = {}) {
    const [, weight, size, family] = font.match(/^(\w+) ([\d.]+)px (.*)$/) || ["", "400", "12", "sans-serif"];
    const anchor = { left: "start", center: "middle", right: "end" }[align];
    this.parts.push(
      `<text x="${short(x)}" y="${short(y)}" font-family="${escaped(family)}" font-size="${size}" ` +
        `font-weight="${weight}" fill="${colour}" opacity="${short(alpha)}" text-anchor="${anchor}" ` +
        `dominant-baseline="central" paint-order="stroke" stroke="${paper}" stroke-width="3" ` +
        `stroke-linejoin="round">${escaped(text)}</text>`,
    );
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {number} width
   * @param {number} height
   */
  picture(canvas, width, height) {
    this.parts.push(`<image width="${width}" height="${height}" href="${canvas.toDataURL()}"/>`);
  }

  toString() {
    return `${this.parts.join("\n")}\n</svg>\n`;
  }
}
