// Two lists that every client reads to their end: all KPIs, and the values of a city with what stands on their edges.
export const KPIS = `
  query Kpis($first: Int, $after: String, $last: Int, $before: String) {
    kpis(first: $first, after: $after, last: $last, before: $before, orderBy: [{ name: ASC }]) {
      edges { cursor node { id code name } }
      pageInfo { hasNextPage endCursor hasPreviousPage startCursor }
    }
  }
`;

const VALUES = `
  query Values($city: String!, $first: Int, $after: String, $last: Int, $before: String) {
    city(code: $city) {
      id
      values(first: $first, after: $after, last: $last, before: $before, orderBy: [{ node: { name: DESC } }]) {
        edges { cursor key year value node { id code } }
        pageInfo { hasNextPage endCursor hasPreviousPage startCursor }
      }
    }
  }
`;

export const lists = {
  kpis: { text: KPIS, size: 20, variables: {}, at: (data) => data.kpis, name: (edge) => edge.node.code },
  values: { text: VALUES, size: 3, variables: { city: 'NO-aalesund' }, at: (data) => data.city.values, name: (edge) => edge.key },
};
