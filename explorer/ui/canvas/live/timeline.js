// Back in time: a scrubber over the checkpoints, and the birth of the map as a film.

const FILM = 7000; // ms from the first checkpoint to the last

class Timeline {
  // `on`: film() asks for it, back(step or null) looks at a checkpoint or at now, rewind(step) goes on from there,
  // ask(what) is for the page
  constructor(box, map, on) {
    Object.assign(this, { box, map, on });
    this.slider = box.querySelector("input");
    this.label = box.querySelector(".live-when");
    this.steps = [0];
    this.slider.addEventListener("input", () => this.seek(Number(this.slider.value)));
    box.querySelector(".live-replay").onclick = () => (this.playing ? this.stop() : this.ask("play"));
    box.querySelector(".live-now").onclick = () => this.leave();
    box.querySelector(".live-rewind").onclick = () => {
      const step = this.chosen;
      this.leave();
      if (step !== null) this.on.rewind(step);
    };
    box.querySelector(".live-keep").onclick = () => on.ask(`keep:${this.chosen}`);
    box.querySelector(".live-branch").onclick = () => on.ask(`branch:${this.chosen ?? "now"}`);
    this.chosen = null;
  }

  setSteps(steps) {
    this.steps = steps;
    this.slider.max = String(steps.length - 1);
    if (this.chosen === null) this.slider.value = this.slider.max;
    this.box.classList.toggle("live-short", steps.length < 3);
    this.stale = true;
  }

  ask(then) {
    this.then = then;
    if (this.film && !this.stale) this.go();
    else this.on.film();
  }

  receive(header, arrays) {
    const frames = header.film.length, N = arrays.film.length / frames / 2;
    this.film = Array.from({ length: frames }, (_, f) =>
      Float32Array.from(arrays.film.subarray(2 * N * f, 2 * N * (f + 1)), (x) => x * arrays.film_scale[f]),
    );
    this.filmSteps = header.film;
    this.stale = false;
    this.go();
  }

  go() {
    if (this.then === "play") this.play();
    else this.show(this.at);
  }

  // The slider was moved: show that checkpoint now, and tell the server when it has come to rest.
  seek(index) {
    this.stop();
    this.at = index;
    this.chosen = this.steps[index];
    this.mark();
    this.ask("show");
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.on.back(this.chosen), 150);
  }

  show(index) {
    const step = this.steps[index];
    let f = this.filmSteps.findLastIndex((other) => other <= step);
    f = Math.max(0, f);
    this.map.pose(this.film[f]);
  }

  play() {
    this.box.classList.add("live-replaying");
    this.map.hold(true);
    const begun = performance.now(), last = this.film.length - 1;
    const tick = (now) => {
      if (!this.playing) return;
      const t = Math.min(1, (now - begun) / FILM) * last;
      const f = Math.min(last - 1, Math.floor(t)), share = t - f;
      const a = this.film[Math.max(0, f)], b = this.film[Math.min(last, f + 1)];
      this.map.pose(a.map((x, i) => x + (b[i] - x) * share), true);
      const step = this.filmSteps[Math.round(t)];
      this.slider.value = String(this.steps.findLastIndex((other) => other <= step));
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

  // Back to now.
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
