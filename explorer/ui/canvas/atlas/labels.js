// Labels that do not cover each other: the most important word first, each in the first of eight free places.
// The same greedy rule as explorer/figures/labels.py, run again for what is in view, so that zooming in shows more.

const CELL = 4; // pixels of the bitmap
const GAP = 3;
const SLOTS = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]];

class Labels {
  constructor() {
    this.slot = new Map(); // word -> the place it had, tried first so that labels stay where they are
    this.widths = new Map();
  }

  forget() {
    this.slot.clear();
    this.widths.clear();
  }

  width(context, word, font) {
    const key = font + word;
    let w = this.widths.get(key);
    if (w === undefined) this.widths.set(key, (w = context.measureText(word).width));
    return w;
  }

  // `wanted`: [id, word, x, y, radius, bold] by importance; `reserved`: boxes [left, top, right, bottom] to keep free.
  // Returns [id, word, left, middle, bold].
  place(context, wanted, fonts, width, height, most, reserved) {
    const columns = Math.ceil(width / CELL) + 1;
    const rows = Math.ceil(height / CELL) + 1;
    const taken = new Uint8Array(columns * rows);
    const placed = [];
    for (const [left, top, right, bottom] of reserved) {
      for (let r = Math.max(0, Math.floor(top / CELL)); r < Math.min(rows, bottom / CELL); r++) taken.fill(1, r * columns + Math.max(0, Math.floor(left / CELL)), r * columns + Math.min(columns, Math.ceil(right / CELL)));
    }
    for (const [id, word, x, y, radius, bold] of wanted) {
      context.font = fonts[bold ? 1 : 0];
      const w = this.width(context, word, fonts[bold ? 1 : 0]) + 4;
      const h = bold ? 17 : 15;
      const before = this.slot.get(id);
      const order = before === undefined ? SLOTS.keys() : [before, ...SLOTS.keys()];
      for (const s of order) {
        const [sx, sy] = SLOTS[s];
        const left = sx > 0 ? x + radius + GAP : sx < 0 ? x - radius - GAP - w : x - w / 2;
        const top = (sy > 0 ? y + radius + 1 : sy < 0 ? y - radius - 1 - h : y - h / 2) + (sx && sy ? -sy * radius : 0);
        if (left < 2 || top < 2 || left + w > width - 2 || top + h > height - 2) continue;
        const [c0, c1] = [Math.floor(left / CELL), Math.floor((left + w) / CELL)];
        const [r0, r1] = [Math.floor(top / CELL), Math.floor((top + h) / CELL)];
        let free = true;
        for (let r = r0; r <= r1 && free; r++) for (let c = c0; c <= c1; c++) if (taken[r * columns + c]) { free = false; break; }
        if (!free) continue;
        for (let r = r0; r <= r1; r++) taken.fill(1, r * columns + c0, r * columns + c1 + 1);
        this.slot.set(id, s);
        placed.push([id, word, left + 2, top + h / 2, bold]);
        break;
      }
      if (placed.length >= most) break;
    }
    return placed;
  }
}
