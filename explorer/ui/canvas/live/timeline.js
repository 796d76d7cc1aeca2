// Back in time: a scrubber over the checkpoints, and the birth of the map as a film.

import { setText } from "../shared/elements.js";

const FILM = 7000; // ms from the first checkpoint to the last

/**
 * What the timeline asks for.
 * @typedef {object} On
 * @property {() => void} film the film itself
 * @property {(step: number | null) => void} back to look at a checkpoint, or at now
 * @property {(step: number) => void} rewind to train on from there
 * @property {(what: string) => void} ask something of the page
 */

export class Timeline {
  /**
   * @param {HTMLElement} box
   * @param {import("./map.js").WordMap} map
   * @param {On} on
   */
  constructor(box, map, on) {
    this.box = box;
    this.map = map;
    this.on = on;
    const part = (/** @type {string} */ name) => /** @type {any} */ (box.querySelector(name));
    /** @type {Float32Array[] | null} the map at each of `filmSteps` */
    this.film = null;
    /** @type {number[]} */
    this.filmSteps = [];
    this.stale = true; // the film lacks later steps
    this.playing = 0;
    this.resting = 0;
    this.at = 0; // position of the slider
    /** @type {"play" | "show"} what is done when the film has come */
    this.wanted = "show";
    /** @type {number | null} the step looked at; null: now */
    this.chosen = null;
    /** @type {HTMLInputElement} */
    this.slider = part("input");
    /** @type {HTMLElement} */
    this.label = part(".live-when");
    /** @type {number[]} */
    this.steps = [0];
    this.slider.addEventListener("input", () => this.seek(Number(this.slider.value)));
    part(".live-replay").onclick = () => (this.playing ? this.stop() : this.ask("play"));
    part(".live-now").onclick = () => this.leave();
    part(".live-rewind").onclick = () => {
      const step = this.chosen;
      this.leave();
      if (step !== null) this.on.rewind(step);
    };
    part(".live-keep").onclick = () => on.ask(`keep:${this.chosen}`);
    part(".live-branch").onclick = () => on.ask(`branch:${this.chosen ?? "now"}`);
  }

  /** @param {number[]} steps of the checkpoints */
  setSteps(steps) {
    this.steps = steps;
    this.slider.max = String(steps.length - 1);
    if (this.chosen === null) this.slider.value = this.slider.max;
    this.box.classList.toggle("live-short", steps.length < 3);
    this.stale = true;
  }

  /** @param {"play" | "show"} wanted */
  ask(wanted) {
    this.wanted = wanted;
    if (this.film && !this.stale) this.go();
    else this.on.film();
  }

  /**
   * The film has come.
   * @param {any} header
   * @param {any} arrays
   */
  receive(header, arrays) {
    const frames = header.film.length;
    const long = arrays.film.length / frames;
    this.film = Array.from({ length: frames }, (_, f) =>
      Float32Array.from(arrays.film.subarray(long * f, long * (f + 1)), (x) => x * arrays.film_scale[f]),
    );
    this.filmSteps = header.film;
    this.stale = false;
    this.go();
  }

  go() {
    if (this.wanted === "play") this.play();
    else this.show(this.at);
  }

  /**
   * The slider was moved: shows that checkpoint now, and tells the server when it has come to rest.
   * @param {number} index
   */
  seek(index) {
    this.stop();
    this.at = index;
    this.chosen = this.steps[index];
    this.mark();
    this.ask("show");
    clearTimeout(this.resting);
    this.resting = window.setTimeout(() => this.on.back(this.chosen), 150);
  }

  /** @param {number} index */
  show(index) {
    if (this.film) this.map.pose(this.film[Math.max(0, latest(this.filmSteps, this.steps[index]))]);
  }

  play() {
    const { film } = this;
    if (!film) return;
    this.box.classList.add("live-replaying");
    this.map.hold(true);
    const begun = performance.now();
    const last = film.length - 1;
    const tick = (/** @type {number} */ now) => {
      if (!this.playing) return;
      const passed = Math.min(1, (now - begun) / FILM);
      const t = (this.map.calm.matches ? Math.floor(8 * passed) / 8 : passed) * last; // or a few pictures at rest
      const f = Math.max(0, Math.min(last - 1, Math.floor(t)));
      const [a, b] = [film[f], film[Math.min(last, f + 1)]];
      this.map.pose(
        a.map((x, i) => x + (b[i] - x) * (t - f)),
        true,
      );
      const step = this.filmSteps[Math.round(t)];
      this.slider.value = String(latest(this.steps, step));
      setText(this.label, `step ${step.toLocaleString("en")}`);
      if (t < last) this.playing = requestAnimationFrame(tick);
      else this.leave();
    };
    this.playing = requestAnimationFrame(tick);
  }

  stop() {
    cancelAnimationFrame(this.playing);
    this.playing = 0;
    this.box.classList.remove("live-replaying");
    this.map.hold(this.chosen !== null);
  }

  /** Back to now. */
  leave() {
    clearTimeout(this.resting);
    const looked = this.chosen !== null;
    this.chosen = null;
    this.stop();
    this.slider.value = this.slider.max;
    this.mark();
    this.map.hold(false);
    if (looked) this.on.back(null);
  }

  mark() {
    this.box.classList.toggle("live-back", this.chosen !== null);
    setText(this.label, this.chosen === null ? "now" : `step ${this.chosen.toLocaleString("en")}`);
  }
}

/**
 * Where in `steps`, which rise, the last stands that is not after `step`; −1 for none.
 * @param {number[]} steps
 * @param {number} step
 */
function latest(steps, step) {
  let at = steps.length - 1;
  while (at >= 0 && steps[at] > step) at--;
  return at;
}
