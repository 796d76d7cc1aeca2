// The buttons, fields and keys of the panel, and what two panels that stand together do alike.

class Controls {
  // What two panels that stand together do alike.
  both(message) {
    this.send({ ...message });
    this.level(message.op === "pause");
    if (this.beside) document.dispatchEvent(new CustomEvent("live-both", { detail: { from: this, message } }));
  }

  heard({ from, message, curve, at }) {
    if (from === this || !this.beside) return;
    if (at !== undefined) {
      this.otherAt = at;
      return this.catchUp();
    }
    if (curve) {
      this.curve.other = curve;
      return this.curve.ask();
    }
    this.level(message.op === "pause");
    if (message.lens) return this.showLens(message.lens, true);
    this.send({ ...message });
    if (message.op === "play" || message.op === "pause") this.expectPlaying(message.op === "play");
  }

  // Two runs paused by one click shall stand at the same step, once both stand still.
  level(wanted) {
    Object.assign(this, { levelling: wanted, otherAt: undefined, goal: 0 });
  }

  // The one behind takes the steps that it lacks.
  catchUp() {
    if (!this.levelling || !this.still || this.otherAt === undefined) return;
    const behind = this.otherAt - Math.max(this.goal, this.step);
    if (behind <= 0 || behind >= 2000) return;
    this.goal = this.otherAt;
    this.send({ op: "step", n: behind });
  }

  showLens(lens, heard) {
    this.lens = lens;
    if (this.beside && !heard) document.dispatchEvent(new CustomEvent("live-both", { detail: { from: this, message: { lens } } }));
    for (const button of this.root.querySelectorAll("[data-lens]")) button.setAttribute("aria-pressed", String(button.dataset.lens === lens));
    this.$(".live-stage").hidden = lens !== "overview";
    this.$(".live-xray").hidden = lens !== "xray";
    this.$(".live-matrices").hidden = lens !== "matrices";
    this.send({ op: "one_by_one", value: lens === "xray" });
    if (lens === "xray") {
      this.xray.draw();
      if (!this.playing) this.send({ op: "step", n: 1 });
    }
    this.look();
  }

  showRate(rate) {
    const select = this.$(".live-rate");
    if (select === document.activeElement && this.rate === rate) return;
    if (this.rate === rate) return;
    this.rate = rate;
    const rates = [...new Set([0.001, 0.003, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, rate])].sort((a, b) => a - b);
    if (select.options.length !== rates.length) select.replaceChildren(...rates.map((value) => new Option(String(value), String(value))));
    select.value = String(rate);
  }

  showChart(chart) {
    for (const button of this.root.querySelectorAll("[data-chart]")) button.setAttribute("aria-pressed", String(button.dataset.chart === chart));
    for (const part of this.root.querySelectorAll(".live-of-loss, .live-of-similarity")) part.hidden = !part.classList.contains(`live-of-${chart}`);
  }

  showPlaying(playing) {
    this.root.classList.toggle("live-playing", playing);
    setText(this.$(".live-play-text"), playing ? "Pause" : "Play");
    this.$(".live-play").setAttribute("aria-pressed", String(playing));
  }

  toggle() {
    const playing = this.root.classList.contains("live-playing");
    this.both({ op: playing ? "pause" : "play" });
    this.expectPlaying(!playing);
  }

  // Until the server has heard of it, frames that left it earlier know nothing of the click.
  expectPlaying(playing) {
    this.playing = playing;
    this.expected = this.ids;
    this.showPlaying(playing);
  }

  listen() {
    const { $ } = this;
    $(".live-play").onclick = () => this.toggle();
    for (const button of this.root.querySelectorAll("[data-steps]")) button.onclick = () => this.both({ op: "step", n: Number(button.dataset.steps) });
    $(".live-reset").onclick = () => {
      this.curve.clear();
      this.both({ op: "reset" });
    };
    $(".live-speed").onchange = (event) => this.both({ op: "speed", value: event.target.value ? Number(event.target.value) : null });
    $(".live-rate").onchange = (event) => this.send({ op: "rate", value: Number(event.target.value) });
    $(".live-shown").onchange = $(".live-matrix").onchange = () => {
      this.timeline.film = null;
      this.look();
    };
    for (const button of this.root.querySelectorAll("[data-lens]")) button.onclick = () => this.showLens(button.dataset.lens);
    for (const button of this.root.querySelectorAll("[data-zoom]"))
      button.onclick = () => (Number(button.dataset.zoom) ? this.map.zoomBy(Number(button.dataset.zoom)) : this.map.home());
    for (const button of this.root.querySelectorAll("[data-chart]")) button.onclick = () => this.showChart(button.dataset.chart);
    $(".live-watched").onchange = () => {
      this.watchPairs();
      this.look();
      this.remember();
    };
    this.onKey = (event) => {
      const target = event.target;
      if (this.beside === "second" || event.ctrlKey || event.metaKey || event.altKey || target.closest?.("input, textarea, select, [contenteditable], [role=slider], [role=combobox], [role=dialog]")) return;
      if (event.key === " " && !target.closest?.("button, a, summary, [role=button]")) {
        event.preventDefault();
        this.toggle();
      } else if (event.key === "ArrowRight") {
        event.preventDefault();
        this.both({ op: "step", n: 1 });
      }
    };
    this.onBoth = (event) => this.heard(event.detail);
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("live-both", this.onBoth);
  }
}
