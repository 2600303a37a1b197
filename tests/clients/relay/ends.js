// One published value seen from both of its ends, in one store: node ends.js URL
const { fetchQuery } = require('relay-runtime');
const { open } = require('./environment');

const query = require('./__generated__/listsBothEndsQuery.graphql');

async function main() {
  const [, , url, city, kpi] = process.argv;
  const read = await fetchQuery(open(url), query, { city, kpi }).toPromise();
  const from = (list) => list.edges.map(({ key, node }) => [key, node.code]);
  console.log(JSON.stringify({ city: from(read.city.values), kpi: from(read.kpi.values) }));
}

main();
