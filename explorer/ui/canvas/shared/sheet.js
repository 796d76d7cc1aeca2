// A canvas as large as its box and as sharp as the screen, even if the page is zoomed.

export class Sheet {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {() => void} onResize after the box has changed its size
   */
  constructor(canvas, onResize) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.width = 0;
    this.height = 0;
    this.ratio = 1; // pixels of the screen for one of the page
    this.resized = () => {
      this.fill();
      onResize();
    };
    this.observer = new ResizeObserver(this.resized);
    this.observer.observe(/** @type {Element} */ (canvas.parentElement));
    window.addEventListener("resize", this.resized);
    this.fill();
  }

  fill() {
    const box = /** @type {Element} */ (this.canvas.parentElement);
    this.ratio = (window.devicePixelRatio || 1) * (this.canvas.currentCSSZoom || 1);
    this.width = box.clientWidth;
    this.height = box.clientHeight;
    this.canvas.width = Math.round(this.width * this.ratio);
    this.canvas.height = Math.round(this.height * this.ratio);
  }

  /** Clears the sheet; false while there is no room for one. */
  begin() {
    if (!this.width || !this.height) return false;
    this.context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.context.clearRect(0, 0, this.width, this.height);
    return true;
  }

  close() {
    this.observer.disconnect();
    window.removeEventListener("resize", this.resized);
  }
}
