/** Signing in to RingCentral, and where the sign-in is kept. */
export const modes = { production: 'Production', sandbox: 'Sandbox', demo: 'Demo' } as const;

export const modeMeaning = {
  production: 'Credentials act on your real RingCentral account.',
  sandbox: "Credentials act on RingCentral's test environment. No real calls.",
  demo: 'Calls come from a simulator on this computer. No real calls.',
} as const;

export const signIn = {
  title: 'Connect to RingCentral',
  lead: 'Ringside watches your calls and never touches your phone. You sign in at RingCentral, in your browser.',
  demoTitle: 'Try Ringside',
  demoLead:
    'This is a demo with a simulated RingCentral on this computer. Its login page, in your browser, shows who can sign in.',
  environment: 'Environment',
  otherAddress: 'Use another address',
  address: 'Address',
  addressHint: 'Starts with https://. Leave empty for the address of the chosen environment.',
  clientId: 'Client ID',
  clientIdHint:
    'From the app registration in the RingCentral developer console: a public client with PKCE, no secret.',
  clientIdMissing: 'Enter the client ID of your app registration.',
  redirectHost: 'This computer is called',
  redirectHostHint: 'Choose localhost if the developer console refuses an address.',
  redirectUris: 'Redirect URIs to register with the app',
  redirectUrisHint: 'RingCentral compares them character by character. Register all of them.',
  copyAll: 'Copy all',
  signIn: 'Sign in',
  again: 'Sign in again instead',
  notNow: 'Not now',
  save: 'Save',
  saved: 'Saved',
  inBrowserLead: 'Go on in your browser',
  inBrowser: 'RingCentral asks you to sign in and to allow Ringside. This window follows by itself.',
  inBrowserLink: 'No browser came up? Open this link in one:',
  copyLink: 'Copy link',
  finishingLead: 'One moment',
  finishing: 'RingCentral said yes. Ringside fetches its keys.',
  failedLead: 'The sign-in did not work',
  endedLead: 'RingCentral ended your sign-in',
  thisRunOnly: 'The sign-in lasts until Ringside quits.',
  keychain: "Sign-in keys are kept in this system's keychain.",
  progressBrowser: 'RingCentral waits for you in the browser.',
  progressMeaning: 'Your sessions and notes stay as they are.',
  progressFinishing: 'Signing in.',
} as const;

export const credentials = {
  title: 'Clear RingCentral credentials?',
  meaning:
    'Ringside ends your sign-in at RingCentral and erases its keys here. It sees no calls and dials none until you get credentials again.',
  stays: 'Your sessions, notes and history stay.',
  clear: 'Clear credentials',
  keep: 'Keep them',
  cleared: 'Credentials cleared. Tools > Get RingCentral Credentials signs in again.',
} as const;

export const secrets = {
  offer: 'Keep it in an encrypted file',
  consent:
    'The file lies in your data folder and holds your sign-in keys and the password of a shared database. Ringside asks for its passphrase each time it starts, and nobody can open it without.',
  choose: 'New passphrase',
  chooseHint: 'At least 12 characters. Four or five words that do not belong together are easy to remember.',
  again: 'The same again',
  differ: 'The two are not the same. Type the passphrase again.',
  keep: 'Keep it there',
  open: 'Sign-in keys and passwords are kept in an encrypted file.',
  locked: 'Sign-in keys and passwords are in an encrypted file, which is locked.',
  move: 'Move to the keychain',
  lockedTitle: 'Unlock your sign-in',
  lockedLead: 'Your sign-in is kept in an encrypted file. Calls appear here once it is unlocked.',
  passphrase: 'Passphrase',
  passphraseHint: 'Ringside asks once each time it starts.',
  unlock: 'Unlock',
  unlocking: 'Unlocking',
  forgotten: 'I forgot it',
  startOverMeans:
    'Without the passphrase nobody can open the file. Start over: the file is removed and you sign in again. The password of a shared database, if it was in the file, is entered again too. Your calls, sessions and notes stay.',
  startOver: 'Start over',
  keepFile: 'Keep the file',
} as const;
