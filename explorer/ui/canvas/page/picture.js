// A small picture of a page: its first figure, or the first large canvas.

const [WIDTH, HEIGHT] = [240, 150];
const MOST = 24_000; // bytes of a PNG
const WAIT = 1500; // ms for a figure to be drawn

/** The PNG as base64; empty if the page has no drawing. */
export async function pictureOfPage() {
  const figure = [...document.querySelectorAll(".stMain .js-plotly-plot, .stMain canvas")].find(isLarge);
  if (!figure) return "";
  const whole = figure.closest(".atlas-frame") || figure; // a map has its labels on a canvas above Plotly's figure
  const layers = whole instanceof HTMLCanvasElement ? [whole] : await layersOf(whole);
  for (const scale of [1, 0.75, 0.5]) {
    const told = drawn(figure.getBoundingClientRect(), layers, scale);
    if (told && told.length * 0.75 <= MOST) return told;
  }
  return "";
}

/** @param {Element} figure */
function isLarge(figure) {
  const { width, height } = figure.getBoundingClientRect();
  return width >= 150 && height >= 90 && !figure.parentElement?.closest(".js-plotly-plot, [hidden]");
}

/**
 * The layers of a Plotly figure, from the lowest to the highest.
 * @param {Element} figure
 */
async function layersOf(figure) {
  const visible = (/** @type {Element} */ part) => getComputedStyle(part).visibility !== "hidden";
  const parts = [...figure.querySelectorAll("svg.main-svg, canvas")].filter(visible);
  parts.sort((one, other) => Number(isAbove(one)) - Number(isAbove(other)));
  const layers = await Promise.all(
    parts.map((part) => (part instanceof HTMLCanvasElement ? part : imageOf(/** @type {SVGElement} */ (part)))),
  );
  return layers.filter((layer) => layer !== null);
}

/**
 * Whether it is above Plotly's drawing.
 * @param {Element} part
 */
const isAbove = (part) => part.closest(".atlas-canvas") !== null;

/**
 * A drawing as an image; null if it cannot be made into one in time.
 * @param {SVGElement} drawing
 * @returns {Promise<HTMLImageElement | null>}
 */
function imageOf(drawing) {
  const copy = /** @type {SVGElement} */ (drawing.cloneNode(true));
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const image = new Image();
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), WAIT);
    image.onload = () => resolve(image);
    image.onerror = () => resolve(null);
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  });
}

/**
 * @param {DOMRect} box of the figure
 * @param {CanvasImageSource[]} layers
 * @param {number} scale
 */
function drawn(box, layers, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH * scale;
  canvas.height = HEIGHT * scale;
  const pen = canvas.getContext("2d");
  if (!pen) return "";
  pen.fillStyle = getComputedStyle(document.querySelector(".stApp") || document.body).backgroundColor;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const fit = Math.min(canvas.width / box.width, canvas.height / box.height);
  const [width, height] = [box.width * fit, box.height * fit];
  for (const layer of layers)
    pen.drawImage(layer, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  return canvas.toDataURL("image/png").split(",")[1] || "";
}
