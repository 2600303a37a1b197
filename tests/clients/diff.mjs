// Compares two SDLs with GraphQL Inspector and prints the changes that break clients: node diff.mjs OLD NEW
import { readFileSync } from 'node:fs';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const [old, now] = process.argv.slice(2).map((file) => buildSchema(readFileSync(file, 'utf8')));
const changes = await diff(old, now);
const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);
console.log(JSON.stringify({ changes: changes.length, breaking: breaking.map(({ message }) => message) }));
