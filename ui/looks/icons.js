/**
 * Draws the icons' bitmaps from the drawings in `icons/`: the tray's states at two sizes, and what the bundler
 * wants. `npm run icons`, to be run after a drawing changed; the results are committed.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, copyFileSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const icons = fileURLToPath(new URL('../../icons/', import.meta.url));
const BUNDLED = ['32x32.png', '128x128.png', '128x128@2x.png', 'icon.png', 'icon.ico', 'icon.icns'];

const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-proxy-server'],
});
for (const file of readdirSync(join(icons, 'tray')).filter((name) => name.endsWith('.svg'))) {
  const drawing = readFileSync(join(icons, 'tray', file), 'utf8');
  for (const [size, ending] of [
    [32, '-32.png'],
    [64, '.png'],
  ]) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px}</style>${drawing}`);
    const path = join(icons, `tray-${file.replace('.svg', ending)}`);
    await page.screenshot({ path, omitBackground: true });
    await page.close();
  }
}
await browser.close();

const drawn = mkdtempSync(join(tmpdir(), 'icons-'));
execFileSync('npx', ['tauri', 'icon', join(icons, 'icon.svg'), '--output', drawn], { stdio: 'inherit' });
for (const name of BUNDLED) copyFileSync(join(drawn, name), join(icons, name));
rmSync(drawn, { recursive: true });
