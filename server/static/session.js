// The token one has signed in with. It is kept for this tab only, and forgotten with it.

const NAME = "u4ssc-token";
const heard = new EventTarget();

export const token = () => sessionStorage.getItem(NAME) ?? "";

/** Have a function called whenever one has signed in or out; it is told why where that was not asked for. */
export const onChange = (listen) => heard.addEventListener("change", (event) => listen(event.detail));

export function signIn(given) {
  sessionStorage.setItem(NAME, given);
  heard.dispatchEvent(new CustomEvent("change"));
}

export function signOut(reason) {
  sessionStorage.removeItem(NAME);
  heard.dispatchEvent(new CustomEvent("change", { detail: reason }));
}
