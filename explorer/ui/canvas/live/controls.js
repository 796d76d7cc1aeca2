// The buttons, fields and keys of the panel, and what two panels side by side do together.

import { setText } from "../shared/elements.js";

const RATES = [0.001, 0.003, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const TYPING = "input, textarea, select, [contenteditable], [role=slider], [role=combobox], [role=dialog]";
const PRESSING = "button, a, summary, [role=button]";

/**
 * What one of two panels tells the other.
 * @typedef {object} Said
 * @property {import("./panel.js").Panel} from
 * @property {any} [message] an order, or the view to show
 * @property {import("./curve.js").Other} [curve]
 * @property {number | null} [pose] the step of the film that its map shows; null: now
 * @property {number | null} [seek] the step that is looked at
 * @property {import("./map.js").Guide} [guide] where its words lie
 * @property {true} [lost] that it does not know where the words of the other lie
 */

export class Controls {
  /** @param {import("./panel.js").Panel} panel */
  constructor(panel) {
    this.panel = panel;
    this.root = panel.root;
    this.lens = "overview";
    this.chart = "loss";
    this.rate = Number.NaN;
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.pressed(event);
    this.onBoth = (/** @type {Event} */ event) => this.heard(/** @type {CustomEvent<Said>} */ (event).detail);
    this.listen();
  }

  /** @param {Omit<Said, "from">} what */
  tell(what) {
    if (this.panel.beside)
      document.dispatchEvent(new CustomEvent("live-both", { detail: { from: this.panel, ...what } }));
  }

  /**
   * An order to this run and to the one next to it.
   * @param {any} message
   */
  both(message) {
    if (message.op !== "speed") this.panel.timeline.leave(); // what is to come is seen from now
    this.panel.send({ ...message });
    this.tell({ message });
  }

  /** @param {Said} said */
  heard({ from, message, curve, pose, seek, guide, lost }) {
    const { panel } = this;
    if (from === panel || !panel.beside) return;
    if (pose !== undefined) return panel.timeline.follow(pose);
    if (seek !== undefined) return seek === null ? panel.timeline.leave() : panel.timeline.look(seek);
    if (guide) {
      panel.map.follow(guide);
      return panel.caption();
    }
    if (lost) return panel.map.onPlaced({ words: panel.map.words, goals: panel.map.goals });
    if (curve) {
      panel.curve.other = curve;
      return panel.curve.ask();
    }
    if (message.lens) return this.showLens(message.lens, true);
    panel.send({ ...message });
    if (message.op === "play" || message.op === "pause") panel.expectPlaying(message.op === "play");
  }

  /**
   * @param {string} lens
   * @param {boolean} [heard] from the panel beside this one
   */
  showLens(lens, heard) {
    const { panel } = this;
    this.lens = lens;
    if (!heard) this.tell({ message: { lens } });
    this.press("lens", lens);
    panel.$(".live-stage").hidden = lens !== "overview";
    panel.$(".live-xray").hidden = lens !== "xray";
    panel.$(".live-matrices").hidden = lens !== "matrices";
    if (lens === "xray") panel.xray.draw();
    panel.look();
  }

  /** @param {number} rate */
  showRate(rate) {
    if (this.rate === rate) return;
    this.rate = rate;
    const select = this.panel.$(".live-rate");
    const rates = [...new Set([...RATES, rate])].sort((a, b) => a - b);
    if (select.options.length !== rates.length)
      select.replaceChildren(...rates.map((value) => new Option(String(value), String(value))));
    select.value = String(rate);
  }

  /** @param {string} chart */
  showChart(chart) {
    this.chart = chart;
    this.press("chart", chart);
    for (const part of this.buttons(".live-of-loss, .live-of-similarity"))
      part.hidden = !part.classList.contains(`live-of-${chart}`);
  }

  /** @param {boolean} playing */
  showPlaying(playing) {
    this.root.classList.toggle("live-playing", playing);
    setText(this.panel.$(".live-play-text"), playing ? "Pause" : "Play");
    this.panel.$(".live-play").setAttribute("aria-pressed", String(playing));
  }

  toggle() {
    if (this.panel.settings.film) return this.panel.timeline.toggle();
    const playing = this.root.classList.contains("live-playing");
    this.both({ op: playing ? "pause" : "play" });
    this.panel.expectPlaying(!playing);
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement[]}
   */
  buttons(selector) {
    return [...this.root.querySelectorAll(selector)].map((button) => /** @type {HTMLElement} */ (button));
  }

  /**
   * Marks the chosen button of a row.
   * @param {string} row
   * @param {string} chosen
   */
  press(row, chosen) {
    for (const button of this.buttons(`[data-${row}]`))
      button.setAttribute("aria-pressed", String(button.dataset[row] === chosen));
  }

  /**
   * Calls `act` with the value of each button of a row that is clicked.
   * @param {string} row
   * @param {(value: string) => void} act
   */
  on(row, act) {
    for (const button of this.buttons(`[data-${row}]`)) button.onclick = () => act(button.dataset[row] || "");
  }

  listen() {
    const { panel } = this;
    const { $ } = panel;
    $(".live-play").onclick = () => this.toggle();
    this.on("steps", (steps) => this.both({ op: "step", n: Number(steps) }));
    $(".live-take-pair").onclick = () => this.both({ op: "pair" });
    $(".live-reset").onclick = () => {
      panel.curve.clear();
      this.both({ op: "reset" });
    };
    $(".live-speed").onchange = () => {
      const { value } = $(".live-speed");
      this.both({ op: "speed", value: value ? Number(value) : null });
    };
    $(".live-rate").onchange = () => panel.send({ op: "rate", value: Number($(".live-rate").value) });
    $(".live-shown").onchange = $(".live-matrix").onchange = () => {
      panel.timeline.forget();
      panel.look();
      panel.remember();
    };
    this.on("lens", (lens) => {
      this.showLens(lens);
      panel.remember();
    });
    this.on("zoom", (factor) => (Number(factor) ? panel.map.zoomBy(Number(factor)) : panel.map.home()));
    this.on("chart", (chart) => {
      this.showChart(chart);
      panel.remember();
    });
    $(".live-watched").onchange = () => {
      panel.watchPairs();
      panel.look();
      panel.remember();
    };
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("live-both", this.onBoth);
  }

  /**
   * Space plays and pauses, the right arrow takes one step.
   * @param {KeyboardEvent} event
   */
  pressed(event) {
    const target = /** @type {Element} */ (event.target);
    if (this.panel.beside === "second" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest?.(TYPING)) return;
    if (event.key === " " && !target.closest?.(PRESSING)) {
      event.preventDefault();
      this.toggle();
    } else if (event.key === "ArrowRight" && !this.panel.settings.film) {
      event.preventDefault();
      this.both({ op: "step", n: 1 });
    }
  }

  close() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("live-both", this.onBoth);
  }
}
