/**
 * Takes a picture of every screen and runs axe on it, against the preview fixtures in a headless Chromium.
 * `npm run looks -- [--scene three,calls] [--size 1280x800] [--theme light,dark] [--zoom 1,2]`; pictures go to
 * `looks/out`. Ends with 1 when axe finds something or a page throws.
 */
import axe from 'axe-core';
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { SCENES } from './scenes.js';

const { values } = parseArgs({
  options: {
    scene: { type: 'string', default: Object.keys(SCENES).join(',') },
    size: { type: 'string', default: '960x600,1280x800,1920x1080' },
    theme: { type: 'string', default: 'light,dark,lightContrast,darkContrast' },
    zoom: { type: 'string', default: '1,2' },
    font: { type: 'string', default: 'Inter' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    'no-axe': { type: 'boolean', default: false },
  },
});
const list = (name) => values[name].split(',');
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --no-proxy-server';

const out = new URL('out/', import.meta.url);
mkdirSync(out, { recursive: true });
// The preview fixtures are only in a development build.
process.env.NODE_ENV = 'development';
const site = {
  mode: 'development',
  logLevel: 'error',
  build: { outDir: 'looks/out/site', emptyOutDir: true },
};
await build(site);
const server = await preview({ ...site, preview: { port: 1421, host: '127.0.0.1' } });
const browser = await chromium.launch({ executablePath: values.browser, args: FLAGS.split(' ') });
let findings = 0;

for (const size of list('size')) {
  const [width, height] = size.split('x').map(Number);
  for (const theme of list('theme')) {
    for (const zoom of list('zoom')) {
      for (const name of list('scene')) await look(name, { width, height }, theme, zoom);
    }
  }
}
await browser.close();
await server.close();
process.exit(findings > 0 ? 1 : 0);

async function look(name, viewport, theme, zoom) {
  const scene = SCENES[name];
  const label = `${name}-${viewport.width}-${theme}-${zoom}`;
  const page = await browser.newPage({ viewport, colorScheme: theme.startsWith('dark') ? 'dark' : 'light' });
  page.on('pageerror', (error) => report(label, `threw ${error.message}`));
  page.on('console', (message) => {
    const { url } = message.location();
    if (message.type() === 'error' && !url.endsWith('favicon.ico')) report(label, message.text());
  });
  // One time and one font on every machine, so that pictures can be laid beside each other.
  await page.clock.setFixedTime(new Date(2026, 10, 20, 10, 45, 12));
  await page.addInitScript((given) => localStorage.setItem('ringside.zoom', given), zoom);
  await page.goto(`http://127.0.0.1:1421/?preview=${scene.preview}&theme=${theme}`);
  await page.getByTestId(scene.shows ?? 'phone').waitFor();
  await page.addStyleTag({ content: `:root { --stack: ${values.font}, 'Noto Sans Hebrew', sans-serif; }` });
  try {
    await scene.prepare?.(page);
  } catch (error) {
    report(label, error.message.split('\n')[0]);
  }
  // The pictures show the end of each movement.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .map((each) => (each.effect?.getTiming().iterations === Infinity ? null : each.finished)),
    ),
  );
  await page.screenshot({ path: new URL(`${label}.png`, out).pathname });
  if (!values['no-axe']) {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }),
    );
    for (const { id, nodes } of violations) {
      report(
        label,
        `${id}: ${nodes
          .slice(0, 3)
          .map((node) => `${node.target.join(' ')} (${node.failureSummary.split('\n')[1]?.trim()})`)
          .join(' | ')}`,
      );
    }
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) report(label, `is ${wide} px too wide`);
  await page.close();
}

function report(label, finding) {
  findings += 1;
  process.stdout.write(`${label}: ${finding}\n`);
}
