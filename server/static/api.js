// Asks the GraphQL API, with the token one has signed in with.

import * as session from "./session.js";

const ACCEPT = "application/graphql-response+json, application/json;q=0.9";
const EXPIRED = "Your token is not valid any more. Sign in again to go on; you now read as anyone does.";

/** What the API has refused or failed to do: its errors, each with code and message. */
class ApiError extends Error {
  constructor(errors) {
    super(errors[0]?.message ?? "There was no answer.");
    this.errors = errors;
  }
}

const failure = (code, message) => new ApiError([{ message, extensions: { code } }]);

/** The answer to a query: status, bytes and body. Raises `ApiError` where none came. */
export async function ask(query, variables = {}, { signal, token = session.token() } = {}) {
  const headers = { "content-type": "application/json", accept: ACCEPT };
  if (token) headers.authorization = `Bearer ${token}`;
  const response = await send({ method: "POST", headers, body: JSON.stringify({ query, variables }), signal });
  const text = await response.text();
  if (response.status === 401 && token && token === session.token()) session.signOut(EXPIRED);
  return { status: response.status, bytes: new Blob([text]).size, body: parsed(text, response.status) };
}

async function send(request) {
  try {
    return await fetch("/graphql", request);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw failure("NO_ANSWER", "The server does not answer.");
  }
}

function parsed(text, status) {
  try {
    return JSON.parse(text);
  } catch {
    throw failure("NO_ANSWER", `The answer, of status ${status}, is not JSON.`);
  }
}

/** The data of a query; raises `ApiError` where the answer has errors. */
export async function read(query, variables, signal, token) {
  const { body } = await ask(query, variables, { signal, token });
  if (body.errors?.length || !body.data) throw new ApiError(body.errors ?? []);
  return body.data;
}

const ROOTS = 15;

/** The data and the errors of many root fields, some in each request. */
export async function askAll(fields, declared, variables, signal) {
  const some = Array.from({ length: Math.ceil(fields.length / ROOTS) }, (_, i) => fields.slice(i * ROOTS, (i + 1) * ROOTS));
  const bodies = await Promise.all(some.map(async (part) => (await ask(`query Many${declared} { ${part.join(" ")} }`, variables, { signal })).body));
  return { data: Object.assign({}, ...bodies.map(({ data }) => data)), errors: bodies.flatMap(({ errors }) => errors ?? []) };
}
