// Reads the lists to their end in both directions as usePaginationFragment does, without React: node pages.js URL
const relay = require('relay-runtime');
const { open } = require('./environment');

const artifact = (name) => require(`./__generated__/${name}.graphql`);
const LISTS = {
  kpis: { query: artifact('listsKpisQuery'), fragment: artifact('lists_kpis'), size: 20, variables: {}, root: (data) => data, name: (edge) => edge.node.code },
  values: { query: artifact('listsValuesQuery'), fragment: artifact('lists_values'), size: 3, variables: { city: 'NO-aalesund' }, root: (data) => data.city, name: (edge) => edge.key },
};

const { fetch } = globalThis;
let requests = 0;
globalThis.fetch = (...given) => { requests += 1; return fetch(...given); };

async function read(list, direction) {
  const environment = open(process.argv[2]);
  const first = direction === 'forward' ? { first: list.size } : { last: list.size };
  const operation = relay.createOperationDescriptor(list.query, { ...list.variables, ...first });
  environment.retain(operation);
  await relay.fetchQuery(environment, list.query, operation.request.variables).toPromise();
  const selector = relay.getSingularSelector(list.fragment, list.root(environment.lookup(operation.fragment).data));
  const shown = () => environment.lookup(selector).data;

  const { paginationRequest, paginationMetadata } = relay.getPaginationMetadata(list.fragment, 'pages');
  const { identifierInfo } = relay.getRefetchMetadata(list.fragment, 'pages');
  const more = ({ pageInfo }) => (direction === 'forward' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage);
  while (more(shown().list)) {
    const { endCursor, startCursor } = shown().list.pageInfo;
    const cursor = direction === 'forward' ? endCursor : startCursor;
    const variables = relay.getPaginationVariables(direction, list.size, cursor, operation.request.variables, {}, paginationMetadata);
    const whose = identifierInfo ? { [identifierInfo.identifierQueryVariableName]: shown()[identifierInfo.identifierField] } : {};
    await relay.fetchQuery(environment, paginationRequest, { ...variables, ...whose }).toPromise();
  }
  return shown().list.edges;
}

async function main() {
  const found = {};
  for (const direction of ['forward', 'backward']) {
    for (const [key, list] of Object.entries(LISTS)) {
      requests = 0;
      found[`${key} ${direction}s`] = { found: (await read(list, direction)).map(list.name), requests };
    }
  }
  console.log(JSON.stringify(found));
}

main();
