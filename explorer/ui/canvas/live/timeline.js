// Back in time: a slider over the checkpoints, and a film of how the map formed.

import { setText } from "../shared/elements.js";

const FILM = 28_000; // ms from the first checkpoint to the last, at 1×
const LOOKS_EVERY = 130; // ms between two steps of a film for which everything else is requested too

/**
 * What the timeline asks for.
 * @typedef {object} On
 * @property {() => void} film the film itself
 * @property {(step: number | null) => void} back to look at a checkpoint, or at now
 * @property {(step: number) => void} rewind to train on from there
 * @property {(step: number | null) => void} pose that the map shows this step of the film, for the run beside it
 * @property {() => void} xray the step looked at under the X-ray
 * @property {() => string} matrix which vectors are shown
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
    this.lookedAt = 0; // when a step of the film was last asked for
    /** @type {"play" | "show" | "follow"} what is done when the film has come */
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
    /** @type {HTMLSelectElement} */
    this.speed = part(".live-replay-speed");
    part(".live-replay").onclick = () => this.toggle();
    this.label.onclick = () => on.xray();
    part(".live-now").onclick = () => this.leave();
    part(".live-rewind").onclick = () => {
      const step = this.chosen;
      this.leave();
      if (step !== null) this.on.rewind(step);
    };
    part(".live-keep").onclick = () => on.ask(`keep:${this.chosen}:${on.matrix()}`);
    part(".live-branch").onclick = () => on.ask(`branch:${this.chosen ?? "now"}`);
  }

  /** Starts the film, or stops it where it is. */
  toggle() {
    if (this.playing) this.rest();
    else this.ask("play");
  }

  /** @param {number[]} steps of the checkpoints */
  setSteps(steps) {
    this.steps = steps;
    this.slider.max = String(steps.length - 1);
    this.slider.value = this.chosen === null ? this.slider.max : String(Math.max(0, latest(steps, this.chosen)));
    this.box.classList.toggle("live-short", steps.length < 3);
    this.stale = true;
  }

  /** @param {"play" | "show"} wanted */
  ask(wanted) {
    this.wanted = wanted;
    if (this.film && !this.stale) this.go();
    else this.on.film();
  }

  /** Forgets the film, because other vectors or words are shown. */
  forget() {
    this.film = null;
    this.stale = true;
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
    else if (this.wanted === "show" && this.chosen !== null) this.pose(this.chosen, false);
    this.wanted = "show";
  }

  /**
   * The slider was moved: shows that checkpoint now, and tells the server when it has come to rest.
   * @param {number} index
   */
  seek(index) {
    this.look(this.steps[index], 150);
    this.ask("show");
  }

  /**
   * Looks at a step: everything shows it as soon as the server has sent it.
   * @param {number} step
   * @param {number} [wait] ms, while the slider moves on
   */
  look(step, wait = 0) {
    this.stop();
    this.chosen = step;
    this.slider.value = String(Math.max(0, latest(this.steps, step)));
    this.mark();
    this.map.hold(true);
    clearTimeout(this.resting);
    this.resting = window.setTimeout(() => this.on.back(this.chosen), wait);
  }

  /**
   * Shows the map at a step of the film; between two checkpoints it is interpolated.
   * @param {number} step
   * @param {boolean} atOnce
   */
  pose(step, atOnce) {
    const { film, filmSteps } = this;
    if (!film) return;
    const f = Math.max(0, latest(filmSteps, step));
    const [a, b] = [film[f], film[Math.min(film.length - 1, f + 1)]];
    const whole = (filmSteps[f + 1] ?? filmSteps[f]) - filmSteps[f];
    const share = whole ? (step - filmSteps[f]) / whole : 0;
    this.map.pose(
      a.map((x, i) => x + (b[i] - x) * share),
      atOnce,
    );
  }

  /**
   * The run beside this one shows its film at that step.
   * @param {number | null} step
   */
  follow(step) {
    if (step === null) return this.leave();
    if (!this.film || this.stale) {
      if (this.wanted !== "follow") this.on.film();
      this.wanted = "follow";
      return;
    }
    this.map.hold(true);
    this.pose(step, true);
    if (performance.now() - this.lookedAt > LOOKS_EVERY) this.lookAt(Math.round(step));
  }

  /** @param {number} step of the film under way */
  lookAt(step) {
    this.lookedAt = performance.now();
    if (this.chosen !== step) {
      this.chosen = step;
      this.on.back(step);
    }
  }

  play() {
    const { film, filmSteps } = this;
    if (!film) return;
    this.box.classList.add("live-replaying");
    this.map.hold(true);
    let time = performance.now();
    let gone = 0; // of the film, 0 to 1
    const last = film.length - 1;
    const tick = (/** @type {number} */ now) => {
      if (!this.playing) return;
      gone = Math.min(1, gone + (Math.max(0, now - time) / FILM) * Number(this.speed.value));
      time = now;
      const t = (this.map.calm.matches ? Math.floor(8 * gone) / 8 : gone) * last; // or a few pictures at rest
      const f = Math.min(last, Math.floor(t));
      const step = filmSteps[f] + ((filmSteps[f + 1] ?? filmSteps[f]) - filmSteps[f]) * (t - f);
      this.pose(step, true);
      this.on.pose(step);
      if (now - this.lookedAt > LOOKS_EVERY) this.lookAt(filmSteps[f]);
      this.slider.value = String(latest(this.steps, step));
      setText(this.label, `step ${filmSteps[f].toLocaleString("en")}`);
      if (t < last) this.playing = requestAnimationFrame(tick);
      else this.leave();
    };
    this.playing = requestAnimationFrame(tick);
  }

  /** The film stops where it is. */
  rest() {
    this.stop();
    this.mark();
    if (this.chosen !== null) this.on.back(this.chosen);
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
    if (!looked) return;
    this.on.back(null);
    this.on.pose(null);
  }

  mark() {
    this.box.classList.toggle("live-back", this.chosen !== null);
    setText(this.label, this.chosen === null ? "now" : `step ${this.chosen.toLocaleString("en")}`);
  }
}

/**
 * The index of the last of the increasing `steps` that is not after `step`; −1 for none.
 * @param {number[]} steps
 * @param {number} step
 */
function latest(steps, step) {
  let at = steps.length - 1;
  while (at >= 0 && steps[at] > step) at--;
  return at;
}
