/** The screens that are looked at: a scene of the preview, and what to do before the picture is taken. */
const openList = async (page) => {
  await page.getByTestId('phone').click();
  await page.getByTestId('incoming-row').first().waitFor();
};
const go = (view) => async (page) => page.getByTestId(`rail-${view}`).click();

/** Where the window has no room for it, the dialer is behind a button. */
const openDialer = async (page) => {
  const button = page.getByTestId('dialer-open');
  if (await button.isVisible()) await button.click();
  await page.getByTestId('dialer').waitFor();
};
const dialing = (text, key) => ({
  preview: 'three',
  async prepare(page) {
    await openDialer(page);
    await page.getByTestId('dial-number').pressSequentially(text);
    if (key) {
      await page.keyboard.press(key);
      await page.getByTestId('caution').waitFor();
    } else {
      await page
        .getByTestId(text === 'hol' ? 'dial-match' : 'dial-error')
        .first()
        .waitFor();
    }
  },
});

const finding = (text, wanted = '[role=option]') => ({
  preview: 'three',
  async prepare(page) {
    await page.keyboard.press('Control+k');
    await page.getByTestId('find').pressSequentially(text);
    await page.locator(`[data-testid="find-list"] ${wanted}`).first().waitFor();
  },
});

export const SCENES = {
  first: { preview: 'first' },
  demo: { preview: 'demo' },
  browser: { preview: 'browser' },
  failed: { preview: 'failed' },
  'this-run': { preview: 'thisRun' },
  locked: { preview: 'locked' },
  'locked-wrong': {
    preview: 'locked',
    async prepare(page) {
      await page.getByTestId('passphrase').fill('lantern');
      await page.getByTestId('unlock-file').click();
      await page.getByTestId('forgotten').click();
    },
  },
  'not-kept': {
    preview: 'notKept',
    async prepare(page) {
      await go('settings')(page);
      await page.getByTestId('keep-in-file').click();
      await page.getByTestId('new-passphrase').fill('lantern gravel otter');
      await page.getByTestId('passphrase-again').fill('lantern');
      await page.getByTestId('keep').click();
    },
  },
  sealed: {
    preview: 'sealed',
    async prepare(page) {
      await go('settings')(page);
      await page.getByTestId('move-to-keychain').click();
    },
  },
  postponed: { preview: 'postponed' },
  idle: { preview: 'idle' },
  ringing: { preview: 'ringing' },
  contacts: { preview: 'idle', prepare: go('contacts') },
  'contacts-record': {
    preview: 'idle',
    async prepare(page) {
      await go('contacts')(page);
      await page.getByTestId('contact-row').nth(7).click();
    },
  },
  'contacts-search': {
    preview: 'idle',
    async prepare(page) {
      await go('contacts')(page);
      await page.getByTestId('contact-search').fill('773 555');
      await page.getByTestId('contact-row').nth(2).waitFor({ state: 'detached' });
    },
  },
  'contacts-nobody': {
    preview: 'idle',
    async prepare(page) {
      await go('contacts')(page);
      await page.getByTestId('contact-search').fill('zzz');
      await page.getByTestId('no-contacts').waitFor();
    },
  },
  'contacts-edit': {
    preview: 'stale',
    async prepare(page) {
      await go('contacts')(page);
      await page.getByTestId('contact-search').fill('brandt');
      await page.getByTestId('contact-row').nth(1).waitFor({ state: 'detached' });
      await page.getByTestId('contact-row').filter({ hasText: 'Brandt' }).click();
      await page.getByTestId('edit-contact').click();
      await page.getByTestId('contact-company').fill('Northside & Co');
      await page.getByTestId('save-contact').click();
      await page.getByTestId('contact-refusal').waitFor();
    },
  },
  'contacts-refused': { preview: 'refused', prepare: go('contacts') },
  'contacts-empty': { preview: 'empty', prepare: go('contacts') },
  three: { preview: 'three' },
  'three-customer': {
    preview: 'three',
    prepare: async (page) => page.getByTestId('customer').first().click(),
  },
  'three-list': {
    preview: 'three',
    async prepare(page) {
      await page.getByTestId('customer').first().click();
      await openList(page);
      await page.getByTestId('phone').press('ArrowDown');
    },
  },
  five: { preview: 'five' },
  twenty: {
    preview: 'twenty',
    async prepare(page) {
      await page.getByTestId('more-sessions').click();
    },
  },
  'twenty-list': { preview: 'twenty', prepare: openList },
  hostile: { preview: 'hostile', prepare: openList },
  stale: {
    preview: 'stale',
    async prepare(page) {
      await page.getByTestId('notes').fill('Asks for Marek. Gate is open until five.');
      await page.getByTestId('stale-notes').waitFor();
    },
  },
  'end-question': {
    preview: 'three',
    async prepare(page) {
      await page.getByTestId('end-session').click();
    },
  },
  undo: {
    preview: 'three',
    async prepare(page) {
      await page.getByTestId('end-session').click();
      await page.getByTestId('end-anyway').click();
      await page.getByTestId('undo-bar').waitFor();
    },
  },
  lost: {
    preview: 'lost',
    async prepare(page) {
      await page.getByTestId('health').click();
    },
  },
  person: {
    preview: 'idle',
    async prepare(page) {
      await page.getByTestId('person').click();
    },
  },
  keys: {
    preview: 'idle',
    async prepare(page) {
      await page.keyboard.press('F1');
    },
  },
  calls: { preview: 'three', prepare: go('calls') },
  'calls-empty': { preview: 'empty', prepare: go('calls') },
  'calls-record': {
    preview: 'three',
    async prepare(page) {
      await go('calls')(page);
      await page.getByTestId('history-row').nth(4).click();
    },
  },
  find: finding(''),
  'find-people': finding('no', '.people'),
  'find-number': finding('312 555 0171', '.dial'),
  'find-command': finding('co'),
  'find-nothing': finding('zzz', '.nothing'),
  settings: { preview: 'idle', prepare: go('settings') },
  database: {
    preview: 'team',
    async prepare(page) {
      await go('settings')(page);
      await page.getByTestId('open-database').click();
      await page.getByTestId('shared-database').waitFor();
    },
  },
  broken: { preview: 'broken', shows: 'cannot-start' },
  door: { preview: 'door', shows: 'door' },
  'door-locked': { preview: 'doorLocked', shows: 'door' },
  'door-forgotten': {
    preview: 'doorLocked',
    shows: 'door',
    async prepare(page) {
      await page.getByTestId('unlock-file').click();
      await page.getByTestId('forgotten').click();
    },
  },
  'door-password': { preview: 'doorPassword', shows: 'door' },
  ...Object.fromEntries(
    [
      'asking',
      'ringingMe',
      'pressOne',
      'calling',
      'callingDigits',
      'digits',
      'connected',
      'notice',
      'hangingUp',
      'over',
      'busy',
      'unanswered',
      'refused',
      'checking',
      'unknown',
      'signedOut',
      'blocked',
      'vanished',
      'none',
    ].map((state) => [`dial-${state}`, { preview: `idle&dial=${state}`, prepare: openDialer }]),
  ),
  'dial-matches': dialing('hol'),
  'dial-short': dialing('312 555 01'),
  'dial-emergency': dialing('911', 'Enter'),
  'dial-hours': dialing('+1 808 555 0100', 'Enter'),
  'dial-recently': dialing('+1 630 555 0123', 'Enter'),
  'dial-marked': dialing('+1 708 555 0148', 'Enter'),
  'dial-set-up': {
    preview: 'three',
    async prepare(page) {
      await openDialer(page);
      await page.getByTestId('dial-gear').click();
    },
  },
  'dial-another-phone': {
    preview: 'three&dial=vanished',
    async prepare(page) {
      await openDialer(page);
      await page.getByTestId('dial-gear').click();
      await page.getByTestId('phone-choice').last().click();
      await page.getByTestId('phone-entered').fill('312 555');
    },
  },
  'dial-note': {
    preview: 'three',
    async prepare(page) {
      await openDialer(page);
      await page.getByTestId('dialed-note').first().click();
    },
  },
  'dial-log': {
    preview: 'three',
    async prepare(page) {
      await openDialer(page);
      await page.getByTestId('log-call').click();
    },
  },
};
