// A frame that is sent once, as a Streamlit component without anything visible.

import { decode } from "../shared/frame.js";
import { mounted } from "../shared/mounted.js";
import { forget, keep } from "../shared/parcels.js";

class Parcel {
  constructor() {
    /** @type {Uint8Array | null} */
    this.bytes = null;
    /** @type {import("../shared/frame.js").Frame | null} */
    this.frame = null;
  }

  /** @param {import("../shared/mounted.js").Component} component */
  receive({ data }) {
    if (data === this.bytes) return;
    const frame = decode(data.slice().buffer); // a copy begins at a multiple of four bytes, as arrays must
    const same = frame.header.name === this.frame?.header.name;
    this.bytes = data;
    if (same) return;
    this.close();
    this.frame = frame;
    keep(frame);
  }

  close() {
    if (this.frame) forget(this.frame);
    this.frame = null;
  }
}

export default mounted(() => new Parcel());
