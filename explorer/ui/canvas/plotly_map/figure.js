// The map in Plotly's form: traces of points, the ranges of the view, and the tools above it.

import { CROWD, FADED } from "../atlas/drawing.js";

/** @typedef {import("./drawn.js").PlotlyMap} PlotlyMap */
/** @typedef {import("../atlas/drawing.js").View} View */
/** @typedef {import("../shared/plotly.js").Plotly} Plotly */

const FEW = 1500; // points up to which SVG is faster than WebGL, which some browsers lack
const CLEAR = "rgba(0,0,0,0)";

// Plotly's name of a shape, and its size for one of ours of radius 1: measured, since they draw them differently.
/** @type {Record<string, [string, number]>} */
const FLAT = {
  circle: ["circle", 2],
  square: ["square", 1.77],
  diamond: ["diamond", 2],
  up: ["triangle-up", 2.3],
  cross: ["x", 2],
  star: ["star", 2],
  pentagon: ["pentagon", 2.3],
  plus: ["cross", 2],
};
/** @type {Record<string, [string, number]>} */
const SOLID = {
  circle: ["circle", 0.67],
  square: ["square", 0.59],
  diamond: ["diamond", 0.87],
}; // the others are letters that some systems lack
export const SHAPES_IN_SPACE = Object.keys(SOLID);

/**
 * The points, faded ones first, with one trace for each shape.
 * @param {PlotlyMap} map
 * @param {View} view
 */
export function traces(map, view) {
  const { lit, count, solid } = map;
  /** @type {Map<string, {faded: boolean, shape: string, rows: number[]}>} */
  const parts = new Map();
  for (let i = 0; i < count; i++) {
    const faded = lit !== null && !lit.has(i);
    const shape = count > CROWD ? "circle" : map.shapeOf(i);
    const key = `${faded ? 0 : 1} ${shape}`;
    const part = parts.get(key) || { faded, shape, rows: [] };
    part.rows.push(i);
    parts.set(key, part);
  }
  const sorted = [...parts.keys()].sort().map((key) => /** @type {any} */ (parts.get(key)));
  return sorted.map(({ faded, shape, rows }) => {
    const [symbol, size] = (solid ? SOLID : FLAT)[shape];
    const marker = {
      symbol,
      size: size * view.r,
      color: rows.map((/** @type {number} */ i) => map.colourOf(i)),
      opacity: faded ? FADED : map.halo ? rows.map(view.alpha) : view.alpha(0),
      line: { width: 0 },
    };
    const along = (/** @type {number} */ axis) =>
      Float32Array.from(rows, (/** @type {number} */ i) => map.given[map.dims * i + axis]);
    const places = solid ? { x: along(0), y: along(1), z: along(2) } : { x: along(0), y: along(1) };
    const type = solid ? "scatter3d" : count > FEW ? "scattergl" : "scatter";
    return { type, mode: "markers", ...places, marker, customdata: rows, hoverinfo: "skip" };
  });
}

/**
 * What is in view, at the same places as on our canvas.
 * @param {PlotlyMap} map
 */
export function layout(map) {
  const { sheet, theme, solid } = map;
  const common = {
    width: sheet.width,
    height: sheet.height,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: CLEAR,
    plot_bgcolor: CLEAR,
    showlegend: false,
    hovermode: false,
    dragmode: map.mode,
    uirevision: "map",
    modebar: { bgcolor: CLEAR, color: theme.ink, activecolor: map.active, orientation: "h" },
  };
  if (solid) {
    const axis = (/** @type {number} */ k) => ({ visible: false, showspikes: false, range: solid.ranges[k] });
    const [x, y, z] = solid.sides;
    const scene = { xaxis: axis(0), yaxis: axis(1), zaxis: axis(2), aspectmode: "manual", aspectratio: { x, y, z } };
    return { ...common, scene: { ...scene, camera: solid.camera(), dragmode: false, bgcolor: CLEAR } };
  }
  const [across, up] = ranges(map);
  return { ...common, xaxis: { visible: false, range: across }, yaxis: { visible: false, range: up } };
}

/**
 * From where to where both axes reach.
 * @param {PlotlyMap} map
 */
function ranges({ viewport, sheet }) {
  const { scale, middle } = viewport;
  const { x, y } = viewport.frame || { x: 0, y: 0 };
  return [
    [x - middle[0] / scale, x + (sheet.width - middle[0]) / scale],
    [y - (sheet.height - middle[1]) / scale, y + middle[1] / scale],
  ];
}

/**
 * Plotly's toolbar; each tool acts on both drawings.
 * @param {PlotlyMap} map
 * @param {Plotly} plotly
 */
export function config(map, plotly) {
  const mode = (/** @type {string} */ name, /** @type {string} */ title, /** @type {string} */ icon) => ({
    name: `map-${name}`,
    title,
    icon: plotly.Icons[icon],
    attr: "dragmode",
    val: name,
    click: () => map.use(/** @type {import("../atlas/word_map.js").Mode} */ (name)),
  });
  const act = (
    /** @type {string} */ name,
    /** @type {string} */ title,
    /** @type {string} */ icon,
    /** @type {() => void} */ click,
  ) => ({ name: `map-${name}`, title, icon: plotly.Icons[icon], click });
  const turning = map.solid ? [mode("turntable", "Turn", "z-axis")] : [];
  return {
    displayModeBar: true,
    displaylogo: false,
    doubleClick: false,
    scrollZoom: false, // the canvas above hears the wheel, as it does all else
    modeBarButtons: [
      [...turning, mode("pan", "Move", "pan"), mode("zoom", "Box zoom", "zoombox")],
      [mode("select", "Box select", "selectbox"), mode("lasso", "Lasso select (or hold Shift)", "lasso")],
      [
        act("in", "Zoom in (+)", "zoom_plus", () => map.zoomBy(1.5)),
        act("out", "Zoom out (−)", "zoom_minus", () => map.zoomBy(1 / 1.5)),
        act("all", "Show all (0, or double click)", "home", () => map.home()),
      ],
    ],
  };
}
