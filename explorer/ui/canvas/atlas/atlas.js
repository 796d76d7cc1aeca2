// The map of a model on a canvas, as Streamlit mounts it.

import { mounted } from "../shared/mounted.js";
import { CrowdMap } from "./crowd_map.js";

export default mounted(
  (component) => new CrowdMap(/** @type {HTMLElement} */ (component.parentElement.querySelector(".atlas"))),
);
