// The live panel as a component of Streamlit.

import { mounted } from "../shared/mounted.js";
import { Panel } from "./panel.js";

export default mounted((component) => new Panel(component));
