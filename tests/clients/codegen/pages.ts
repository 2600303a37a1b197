// Reads the lists to their end in both directions with nothing but fetch and the generated types.
import { Kpis, Values, ask } from './documents.js';

declare const process: { argv: string[] };

type Page<Edge> = {
  edges: Edge[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null; hasPreviousPage: boolean; startCursor: string | null };
};
type Bounds = { first?: number; after?: string | null; last?: number; before?: string | null };
type Read<Edge> = (bounds: Bounds) => Promise<Page<Edge>>;

const url = process.argv[2]!;
let requests = 0;

const kpis = async (bounds: Bounds) => (await ask(url, Kpis, bounds)).kpis!;
const values = async (bounds: Bounds) => (await ask(url, Values, { city: 'NO-aalesund', ...bounds })).city!.values;

async function forwards<Edge>(read: Read<Edge>, size: number): Promise<Edge[]> {
  const found: Edge[] = [];
  for (let after: string | null = null, more = true; more; requests += 1) {
    const { edges, pageInfo }: Page<Edge> = await read({ first: size, after });
    found.push(...edges);
    [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
  }
  return found;
}

async function backwards<Edge>(read: Read<Edge>, size: number): Promise<Edge[]> {
  const found: Edge[] = [];
  for (let before: string | null = null, more = true; more; requests += 1) {
    const { edges, pageInfo }: Page<Edge> = await read({ last: size, before });
    found.unshift(...edges);
    [before, more] = [pageInfo.startCursor, pageInfo.hasPreviousPage];
  }
  return found;
}

const told: Record<string, { found: string[]; requests: number }> = {};
for (const [direction, way] of Object.entries({ forwards, backwards })) {
  requests = 0;
  told[`kpis ${direction}`] = { found: (await way(kpis, 20)).map((edge) => edge.node.code), requests };
  requests = 0;
  told[`values ${direction}`] = { found: (await way(values, 3)).map((edge) => edge.key), requests };
}
console.log(JSON.stringify(told));
