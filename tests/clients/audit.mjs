// Runs the audits of graphql-http against a URL, with a bearer token where one is given, and prints their results.
import { auditServer } from 'graphql-http';

const [url, token] = process.argv.slice(2);
const authorization = token && { authorization: `Bearer ${token}` };
const fetchFn = (address, asked) => fetch(address, { ...asked, headers: { ...asked?.headers, ...authorization } });
const results = await auditServer({ url, fetchFn });
console.log(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
