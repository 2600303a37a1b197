// The box to sign in with a token, and to sign out again.

import { ask } from "./api.js";
import { at } from "./dom.js";
import * as session from "./session.js";

/** Keep the box as the session is, and say why it ended. */
export function watchSession() {
  at("sign-in").addEventListener("submit", (event) => {
    event.preventDefault();
    signIn(at("token").value.trim());
  });
  at("sign-out").addEventListener("click", () => { session.signOut(); at("token").focus(); });
  session.onChange((reason) => {
    show(reason);
    if (reason) at("token").focus();
  });
  show();
}

function show(reason) {
  at("sign-in").hidden = Boolean(session.token());
  at("signed-in").hidden = !session.token();
  at("token-told").textContent = reason ?? "";
}

/** Sign in with a token that the API takes. */
async function signIn(token) {
  const refused = await refusal(token);
  at("token-told").textContent = refused ?? "";
  at("token-told").className = refused ? "bad" : "";
  if (refused) return at("token").select();
  at("token").value = "";
  session.signIn(token);
  at("sign-out").focus();
}

/** Why the API does not take a token. */
async function refusal(token) {
  if (!/^[\x21-\x7e]+$/.test(token)) return "This is not a token: it has characters that tokens do not have.";
  try {
    const { body } = await ask("{ __typename }", {}, { token });
    return body.errors && `${body.errors[0].extensions?.code}: ${body.errors[0].message} Get a new one with u4ssc token.`;
  } catch (error) {
    return error.message;
  }
}
