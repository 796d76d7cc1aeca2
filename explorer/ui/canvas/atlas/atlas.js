// The map of a model on a canvas, as Streamlit mounts it.

import { mounted } from "../shared/mounted.js";
import { Atlas } from "./word_map.js";

export default mounted(
  (component) => new Atlas(/** @type {HTMLElement} */ (component.parentElement.querySelector(".atlas"))),
);
