// urql with graphcache: each page is a query of its own, and relayPagination answers it with all the pages read so far.
import { Client, fetchExchange, gql } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';

export const open = (url) => new Client({
  url,
  preferGetMethod: false,
  exchanges: [
    cacheExchange({ resolvers: { Query: { kpis: relayPagination() }, City: { values: relayPagination() } } }),
    fetchExchange,
  ],
});

export async function forwards(client, { text, size, variables, at }) {
  let read = { pageInfo: { hasNextPage: true } };
  while (read.pageInfo.hasNextPage) {
    const page = { ...variables, first: size, after: read.pageInfo.endCursor };
    const { data, error } = await client.query(gql(text), page);
    if (error) throw error;
    read = at(data);
  }
  return read.edges;
}

export async function backwards(client, { text, size, variables, at }) {
  let read = { pageInfo: { hasPreviousPage: true } };
  while (read.pageInfo.hasPreviousPage) {
    const page = { ...variables, last: size, before: read.pageInfo.startCursor };
    const { data, error } = await client.query(gql(text), page);
    if (error) throw error;
    read = at(data);
  }
  return read.edges;
}
