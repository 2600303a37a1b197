// Opens the start page in a Chromium as a person would, and prints what is seen: node page.mjs URL CHROMIUM
import { chromium } from 'playwright-core';

const [url, executablePath] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const seen = { requests: [], problems: [] };
try {
  const page = await browser.newPage({ viewport: { width: 380, height: 800 } });
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('console', (message) => { if (message.type() === 'error') seen.problems.push(message.text()); });
  page.on('pageerror', (error) => seen.problems.push(String(error)));
  await page.goto(url);
  await page.waitForSelector('#state.ready');
  await page.waitForSelector('[data-count=cities]');
  await page.waitForSelector('#examples a');
  seen.state = await page.textContent('#facts');
  seen.cities = await page.textContent('[data-count=cities]');
  seen.examples = await page.locator('#examples a').count();
  seen.tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

  const answered = () => page.waitForFunction(() => /status|no answer/.test(document.getElementById('told').textContent));
  const result = async () => ({
    told: await page.textContent('#told'),
    json: await page.textContent('#result'),
    errors: await page.locator('#errors li').allTextContents(),
  });

  await page.getByRole('link', { name: /^Which cities are there/ }).click();
  await page.waitForFunction(() => document.getElementById('query')?.value);
  seen.picked = await page.inputValue('#query');
  await page.getByLabel('Query').press('Control+Enter');
  await answered();
  seen.example = await result();

  await page.getByLabel('Query').fill('query One($code: String!) { city(code: $code) { name } }');
  await page.getByLabel(/Variables/).fill('{ "code": "NO-aalesund" }');
  await page.evaluate(() => { document.getElementById('told').textContent = ''; });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await answered();
  seen.variables = await result();

  await page.getByLabel(/Variables/).fill('{');
  await page.evaluate(() => { document.getElementById('told').textContent = ''; });
  await page.getByLabel(/Variables/).press('Control+Enter');
  await answered();
  seen.wrongVariables = await result();

  await page.getByLabel(/Variables/).fill('');
  await page.getByLabel('Query').fill('{ nothing<b>here</b> }');
  await page.evaluate(() => { document.getElementById('told').textContent = ''; });
  await page.getByLabel('Query').press('Control+Enter');
  await answered();
  seen.wrongQuery = await result();

  const edited = async () => ({ query: await page.inputValue('#query'), variables: await page.inputValue('#variables'), kept: await page.textContent('#kept') });
  await page.getByLabel('Query').fill('query One($code: String!) { city(code: $code) { name } } # a?b=c&d');
  await page.getByLabel(/Variables/).fill('{ "code": "NO-aalesund" }');
  await page.waitForFunction(() => /variables=/.test(location.hash));
  seen.address = page.url();
  await page.reload();
  await page.waitForFunction(() => document.getElementById('query')?.value);
  seen.reloaded = { ...await edited(), told: await page.textContent('#told'), asked: await page.textContent('#result') };
  await page.getByLabel('Query').fill(`{ cities(first: 1) { totalCount } } # ${'x'.repeat(30_000)}`);
  await page.getByLabel(/Variables/).focus();
  seen.long = { ...await edited(), address: page.url() };
  await page.getByLabel('Query').fill(seen.picked);
  await page.getByLabel(/Variables/).fill('');
  await page.getByLabel('Query').focus();
  seen.asItStands = { address: page.url(), kept: await page.textContent('#kept') };

  seen.focus = [];
  await page.locator('#main h1').focus();
  for (let i = 0; i < 3; i += 1) {
    await page.keyboard.press('Tab');
    seen.focus.push(await page.evaluate(() => document.activeElement.id));
  }

  await page.emulateMedia({ colorScheme: 'dark' });
  seen.dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  if (process.argv[4]) await page.screenshot({ path: process.argv[4], fullPage: true });
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
