// Browses the start page in a Chromium as staff would, and prints what is seen: node browse.mjs URL CHROMIUM FACTS
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const [url, executablePath, given] = process.argv.slice(2);
const facts = JSON.parse(given);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const seen = { requests: [], problems: [], screens: {} };

async function open() {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 }, acceptDownloads: true });
  page.setDefaultTimeout(10_000);
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) seen.problems.push(message.text()); });
  page.on('pageerror', (error) => seen.problems.push(String(error)));
  return page;
}

const page = await open();
const main = page.locator('#main');
// Do what leads to another view, and wait until that stands there.
async function turn(act) {
  await page.evaluate(() => document.querySelector('#main h1')?.setAttribute('data-left', ''));
  await act();
  await page.waitForFunction(() => document.querySelector('#main:not([aria-busy]) h1:not([data-left])'));
}
const at = (address) => turn(() => page.goto(`${url}${address}`));
const follow = (name) => turn(() => page.getByRole('link', { name, exact: true }).click());
const heading = () => page.textContent('#main h1');
const first = () => page.locator('tbody tr').first().locator('th').textContent();
async function paged(act) {
  await turn(act);
  return { first: await first(), rows: await page.locator('tbody tr').count(), hash: new URL(page.url()).hash };
}
const pages = (name) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click();
async function saved() {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /rows as CSV/ }).click()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}
async function screen(name) {
  seen.screens[name] = await page.evaluate(() => ({
    headings: document.querySelectorAll('#main h1').length,
    unnamed: [...document.querySelectorAll('input, select, textarea, button')].filter((field) => !(field.labels?.length || field.textContent.trim() || field.ariaLabel)).map((field) => field.outerHTML),
    title: document.title,
  }));
  await page.setViewportSize({ width: 380, height: 800 });
  seen.screens[name].tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.setViewportSize({ width: 1200, height: 800 });
}

try {
  await at('/');
  await page.waitForSelector('[data-count=cities]');
  seen.anonymous = { cities: await page.textContent('[data-count=cities]'), reader: await page.textContent('#reader') };
  await at(`/#/search?text=${facts.hidden.name}`);
  seen.anonymous.search = await main.textContent();
  await at(`/#/node?id=${facts.hidden.id}`);
  seen.anonymous.node = await main.textContent();
  await at(`/#/node?id=${facts.contact}`);
  seen.anonymous.contact = await page.textContent('[data-property=contact] dd');
  seen.anonymous.relations = await page.textContent('[aria-labelledby=related]');

  await page.getByLabel('Token').fill('wrong.token.here');
  await page.getByLabel('Token').press('Enter');
  await page.waitForFunction(() => document.getElementById('token-told').textContent);
  seen.wrong = { told: await page.textContent('#token-told'), kept: await page.evaluate(() => sessionStorage.length) };
  await page.getByLabel('Token').fill(facts.token);
  await turn(() => page.getByRole('button', { name: 'Sign in' }).click());
  seen.staff = { told: await page.textContent('#token-told'), contact: await page.textContent('[data-property=contact] dd'), relations: await page.textContent('[aria-labelledby=related]'), hash: new URL(page.url()).hash };
  seen.kept = await page.evaluate((token) => ({
    session: Object.values(sessionStorage), local: localStorage.length, cookie: document.cookie,
    inPage: document.documentElement.outerHTML.includes(token) || document.getElementById('token').value !== '',
  }), facts.token);

  await follow('U4SSC Graph');
  await page.waitForSelector('[data-count=cities]');
  seen.staff.cities = await page.locator('#counts div', { hasText: 'Cities' }).first().textContent();
  await screen('home');

  await page.getByRole('searchbox', { name: 'Search' }).fill('ales');
  await turn(() => page.keyboard.press('Enter'));
  seen.search = await page.locator('[data-found=City]').textContent();
  await screen('search');
  await follow('Ålesund');
  seen.focus = await page.evaluate(() => document.activeElement.tagName);
  seen.node = {
    population: await page.textContent('[data-property=population]'),
    about: await page.getAttribute('[data-property=population] dt', 'title'),
    unknown: await page.textContent('[data-property=governance] dd'),
    country: await page.textContent('[data-property=country] dd'),
    twins: await page.textContent('[data-relation=twinnedWith]'),
    values: await page.textContent('[data-relation=values]'),
    links: await page.locator('[data-property=populationSource] a, [data-property=areaSource] a').evaluateAll((all) => all.map((a) => [a.protocol, a.rel])),
  };
  await screen('node');

  await follow('Twinned with');
  seen.pages = { heads: await page.locator('thead th').allTextContents(), marks: await page.locator('tbody .synthetic').count() };
  seen.pages.one = { first: await first(), rows: await page.locator('tbody tr').count() };
  seen.pages.two = await paged(() => pages('Next'));
  seen.pages.three = await paged(() => pages('Next'));
  seen.pages.previous = await paged(() => pages('Previous'));
  seen.pages.back = await paged(() => page.goBack());
  seen.pages.forward = await paged(() => page.goForward());
  await turn(() => page.reload());
  seen.pages.reloaded = { first: await first(), hash: new URL(page.url()).hash };
  seen.pages.last = await paged(() => pages('Last'));
  seen.pages.start = await paged(() => pages('First'));
  seen.pages.sorted = await paged(() => page.getByRole('columnheader', { name: /since/ }).getByRole('link').click());
  seen.pages.turned = await paged(() => page.getByRole('columnheader', { name: /since/ }).getByRole('link').click());
  seen.pages.aria = await page.getByRole('columnheader', { name: /since/ }).getAttribute('aria-sort');
  await page.getByLabel('Text').fill('testby 11');
  seen.pages.filtered = await paged(() => page.getByRole('button', { name: 'Filter' }).click());
  seen.relationFile = await saved();
  await screen('relation');

  await at('/#/list?of=cities');
  seen.listFile = await saved();
  seen.cells = await page.evaluate(async (values) => (await import('/static/csv.js')).line(values), facts.cells);
  seen.list = { text: await main.textContent(), marks: await page.locator('tbody .synthetic').count() };
  await at(`/#/list?of=cities&text=onerror&in=name`);
  seen.hostile = { row: await first(), images: await page.locator('#main img').count() };
  await screen('list');
  await turn(() => page.locator('tbody th a').click());
  seen.hostile.node = await heading();
  seen.hostile.source = await page.textContent('[data-property=populationSource] dd');
  seen.hostile.links = await page.locator('[data-property=populationSource] a').count();
  seen.hostile.ran = await page.evaluate(() => window.hit ?? null);

  await at('/#/list?of=kpiValues&sort=city');
  seen.values = { city: await page.locator('tbody tr').first().locator('td').first().textContent() };
  await turn(() => page.locator('tbody th a').first().click());
  seen.values.node = await page.locator('[data-property=kpi] dd').textContent();
  seen.values.status = await page.locator('[data-property=status] dd span').getAttribute('title');

  await at(`/#/node?id=${facts.city}`);
  await follow('Path from here');
  await page.getByLabel('Where it ends').fill('stavanger');
  await turn(() => page.keyboard.press('Enter'));
  await follow('Stavanger');
  seen.path = { first: await page.locator('.paths li').first().textContent(), told: await page.textContent('.note'), hash: new URL(page.url()).hash, file: await saved() };
  await screen('path');

  await at('/#/list?of=cities&after=nonsense');
  seen.refused = await page.getByRole('alert').textContent();
  await at('/#/list?of=nothing');
  seen.noList = await heading();
  await at('/#/node?id=nonsense');
  seen.noNode = await heading();
  await at('/#/nowhere');
  seen.noView = await heading();

  const shared = await open();
  await shared.goto(`${url}/#/list?of=cities&sort=population&direction=DESC`);
  await shared.waitForSelector('tbody tr');
  seen.shared = { first: await shared.locator('tbody tr').first().locator('th').textContent(), signedIn: await shared.locator('#sign-out').isVisible() };
  await shared.close();

  await at('/#/list?of=cities');
  await page.evaluate((token) => sessionStorage.setItem('u4ssc-token', token), facts.expired);
  await page.reload();
  await page.waitForFunction(() => document.getElementById('token-told').textContent);
  await page.waitForSelector('tbody tr');
  seen.expired = { told: await page.textContent('#token-told'), kept: await page.evaluate(() => sessionStorage.length), focus: await page.evaluate(() => document.activeElement.id) };
  await page.getByLabel('Token').fill(facts.token);
  await turn(() => page.keyboard.press('Enter'));
  await turn(() => page.getByRole('button', { name: 'Sign out' }).click());
  seen.signedOut = { kept: await page.evaluate(() => sessionStorage.length), form: await page.getByLabel('Token').isVisible() };

  await at('/#/path');
  await turn(() => page.reload());
  await page.keyboard.press('Tab');
  seen.skip = { first: await page.evaluate(() => document.activeElement.id) };
  await page.keyboard.press('Enter');
  seen.skip.then = await page.evaluate(() => document.activeElement.id);
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
