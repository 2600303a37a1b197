// Builds the SDL with graphql-js and validates a document against it; prints what is wrong.
import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';

const schema = buildSchema(readFileSync(process.argv[2], 'utf8'));
const wrong = process.argv.slice(3).flatMap((file) => validate(schema, parse(readFileSync(file, 'utf8'))).map(String));
console.log(JSON.stringify(wrong));
