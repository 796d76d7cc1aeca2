// The finished map by Plotly, as Streamlit mounts it.

import { mounted } from "../shared/mounted.js";
import { PlotlyMap } from "./drawn.js";

export default mounted(
  (component) => new PlotlyMap(/** @type {HTMLElement} */ (component.parentElement.querySelector(".atlas"))),
);
