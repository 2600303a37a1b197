// Apollo Client: relayStylePagination keeps one list per `where` and `orderBy`, and fetchMore makes it longer.
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

const list = relayStylePagination(['where', 'orderBy']);

export const open = (url) => new ApolloClient({
  link: new HttpLink({ uri: url }),
  cache: new InMemoryCache({
    typePolicies: { Query: { fields: { kpis: list } }, City: { fields: { values: list } } },
  }),
});

export async function forwards(client, { text, size, variables, at }) {
  const asked = { query: gql(text), variables: { ...variables, first: size } };
  const watched = client.watchQuery(asked);
  const shown = watched.subscribe(() => {}); // a page would draw the list here
  let page = await watched.refetch();
  while (at(page.data).pageInfo.hasNextPage) {
    page = await watched.fetchMore({ variables: { first: size, after: at(page.data).pageInfo.endCursor } });
  }
  shown.unsubscribe();
  return at(client.readQuery(asked)).edges;
}

export async function backwards(client, { text, size, variables, at }) {
  const asked = { query: gql(text), variables: { ...variables, last: size } };
  const watched = client.watchQuery(asked);
  const shown = watched.subscribe(() => {});
  let page = await watched.refetch();
  while (at(page.data).pageInfo.hasPreviousPage) {
    page = await watched.fetchMore({ variables: { last: size, before: at(page.data).pageInfo.startCursor } });
  }
  shown.unsubscribe();
  return at(client.readQuery(asked)).edges;
}
