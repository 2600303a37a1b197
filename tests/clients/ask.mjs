// Asks on the start page what is answered late, and turns to something else meanwhile: node ask.mjs URL CHROMIUM
import { chromium } from 'playwright-core';

const LATE = 700;
const [url, executablePath] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const seen = { problems: [] };
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => seen.problems.push(String(error)));
  // What is run says Late in its text; all else is answered at once.
  await page.route('**/graphql', async (route) => {
    const late = route.request().postData().includes('Late');
    if (late) await new Promise((resolve) => setTimeout(resolve, LATE));
    await route.continue().catch(() => {});
  });
  const shown = async () => ({ query: await page.inputValue('#query'), told: await page.textContent('#told'), json: await page.textContent('#result') });
  const queried = (text) => page.waitForFunction((part) => document.getElementById('query')?.value.includes(part), text);
  async function run(query) {
    await page.getByLabel('Query').fill(query);
    await page.getByLabel('Query').press('Control+Enter');
    await page.waitForFunction(() => document.getElementById('told').textContent.startsWith('Asking'));
  }
  const answer = () => page.waitForFunction(() => /^Answered/.test(document.getElementById('told').textContent));
  const later = () => page.waitForTimeout(2 * LATE);

  await page.goto(`${url}#/ask?example=03-cities-by-population`);
  await queried('Cities');
  await run('query Late { cities(first: 1) { totalCount } }');
  await page.locator('#examples a:not([aria-current])').first().click();
  await page.waitForFunction(() => !document.getElementById('query')?.value.includes('Late'));
  await later();
  seen.other = await shown();

  await run('query Late { first: cities(first: 1) { totalCount } }');
  await page.getByLabel('Query').fill('query Late { second: cities(first: 1) { totalCount } }');
  await page.getByLabel('Query').press('Control+Enter');
  await answer();
  seen.again = await shown();
  await later();
  seen.still = await shown();

  await run('query Late { cities(first: 1) { totalCount } }');
  await page.getByRole('link', { name: 'U4SSC Graph', exact: true }).click();
  await page.waitForSelector('[data-count=cities]');
  await later();
  seen.left = await page.textContent('#main h1');
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
