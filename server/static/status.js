// The page of a server that is not there to browse: its state, and nothing else.

import { at } from "./dom.js";
import { showState } from "./state.js";

showState().catch(() => {
  at("state").textContent = "The server does not answer.";
  at("state").className = "bad";
});
