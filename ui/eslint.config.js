import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default ts.config(
  { ignores: ['dist', 'node_modules', 'looks/out', 'src/lib/ipc/bindings.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  ...svelte.configs.prettier,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      // Counts `#timer ??= …` as no use at all.
      'no-unused-private-class-members': 'off',
      // Plain sets and maps are used where nothing on the screen depends on them.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['src/**'],
    rules: {
      // Names and notes come from strangers: they are shown as text and never as markup.
      'svelte/no-at-html-tags': 'error',
      'svelte/no-inline-styles': 'error',
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Markup never comes from data.' },
        { property: 'outerHTML', message: 'Markup never comes from data.' },
        { property: 'insertAdjacentHTML', message: 'Markup never comes from data.' },
      ],
    },
  },
  {
    files: ['src/**'],
    ignores: ['src/lib/ipc/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@tauri-apps/*'], message: 'Only lib/ipc talks to Tauri.' },
            { group: ['**/ipc/bindings', '**/ipc/preview/*'], message: 'Import from lib/ipc.' },
          ],
        },
      ],
    },
  },
);
