// Asks the API from pages of other origins, as their scripts would: node origin.mjs API CHROMIUM LISTED OTHER
import { chromium } from 'playwright-core';

const [api, executablePath, listed, other] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

// Runs in the page: each question with what a script could read of its answer.
async function ask([url, mark]) {
  const query = `query ${mark} { cities(first: 1000) { totalCount nodes { code name } } }`;
  const address = `${url}?${new URLSearchParams({ query })}`;
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) };
  const told = {};
  const read = async (name, to, options) => {
    try {
      const answer = await fetch(to, options);
      const headers = Object.fromEntries(['etag', 'x-request-id', 'cache-control'].map((key) => [key, answer.headers.get(key)]));
      told[name] = { status: answer.status, body: await answer.json(), headers };
    } catch (error) {
      told[name] = { failed: String(error) };
    }
  };
  await read('get', address);
  await read('post', url, post);
  await read('token', url, { ...post, headers: { ...post.headers, authorization: 'Bearer wrong' } });
  await read('cookies', address, { credentials: 'include', cache: 'no-store' });
  await read('kept', address);
  await read('asked', address, { cache: 'no-cache' });
  await read('tagged', address, { cache: 'no-store', headers: { 'if-none-match': told.get.headers?.etag ?? '' } });
  return told;
}

const seen = {};
try {
  for (const [name, origin] of [['listed', listed], ['other', other]]) {
    const page = await (await browser.newContext()).newPage();
    await page.goto(origin);
    seen[name] = await page.evaluate(ask, [api, name]);
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
