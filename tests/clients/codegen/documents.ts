// What is asked: two lists, typed by what graphql-codegen makes of the SDL.
import { graphql } from './gql/index.js';
import type { TypedDocumentString } from './gql/graphql.js';

export const Kpis = graphql(`
  query Kpis($first: Int, $after: String, $last: Int, $before: String) {
    kpis(first: $first, after: $after, last: $last, before: $before, orderBy: [{ name: ASC }]) {
      edges { node { code name dimension } }
      pageInfo { hasNextPage endCursor hasPreviousPage startCursor }
    }
  }
`);

export const Values = graphql(`
  query Values($city: String!, $first: Int, $after: String, $last: Int, $before: String) {
    city(code: $city) {
      values(first: $first, after: $after, last: $last, before: $before, orderBy: [{ node: { name: DESC } }]) {
        edges { key year value status node { code } }
        pageInfo { hasNextPage endCursor hasPreviousPage startCursor }
      }
    }
  }
`);

export async function ask<Data, Variables>(url: string, query: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(errors[0].message);
  return data;
}
