// Reads the lists to their end in both directions with one client: node pages.mjs apollo URL
import { lists } from './lists.mjs';

const [name, url] = process.argv.slice(2);
const client = await import(`./${name}.mjs`);
const { fetch } = globalThis;
let requests = 0;
globalThis.fetch = (...given) => { requests += 1; return fetch(...given); };

const read = {};
for (const direction of ['forwards', 'backwards']) {
  for (const [key, list] of Object.entries(lists)) {
    requests = 0;
    const edges = await client[direction](client.open(url), list);
    read[`${key} ${direction}`] = { found: edges.map(list.name), requests };
  }
}
console.log(JSON.stringify(read));
