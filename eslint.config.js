import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/**
 * Who may import whom. Each area lists what is closed to it, so that the arrows of ARCHITECTURE.md cannot be
 * reversed by accident: wire <- core <- platform <- app <- ui <- routes.
 */
const areas = {
  wire: ['core', 'platform', 'app', 'ui', 'i18n', 'routes', 'relay', 'turn', 'tools'],
  core: ['platform', 'app', 'ui', 'i18n', 'routes', 'relay', 'turn', 'tools'],
  platform: ['app', 'ui', 'i18n', 'routes', 'relay', 'turn', 'tools'],
  i18n: ['platform', 'app', 'ui', 'routes', 'relay', 'turn', 'tools'],
  app: ['ui', 'routes', 'relay', 'turn', 'tools'],
  ui: ['platform', 'wire', 'routes', 'relay', 'turn', 'tools'],
};
const closed = (names) => names.map((name) => `**/${name}/**`);
const within = (files, group, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
});

/** Inside core the order is session <- signaling <- mesh <- admission <- call; documents see a port, not the mesh. */
const coreOrder = {
  session: ['signaling', 'mesh', 'admission', 'call', 'documents'],
  signaling: ['mesh', 'admission', 'call', 'documents'],
  mesh: ['admission', 'call', 'documents'],
  admission: ['call', 'documents'],
  documents: ['signaling', 'mesh', 'admission', 'call'],
  files: ['signaling', 'mesh', 'admission', 'call'],
};

export default ts.config(
  {
    ignores: [
      'node_modules/',
      '.svelte-kit/',
      'build/',
      'dist/',
      'data/',
      'models/',
      'test-results/',
      'playwright-report/',
      'static/',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-undef': 'off', // TypeScript does this
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'svelte/no-navigation-without-resolve': 'off', // the app is always served at the root
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  ...Object.entries(areas).map(([area, names]) =>
    within(
      [`src/lib/${area}/**`],
      closed(names),
      `${area} must not import this: see ARCHITECTURE.md, "Who may import whom".`,
    ),
  ),
  ...Object.entries(coreOrder).map(([part, names]) =>
    within(
      [`src/lib/core/${part}/**`],
      [...closed(areas.core), ...names.map((name) => `**/${name}/**`), 'svelte', 'svelte/**', '$app/**'],
      `core/${part} must not import this: see ARCHITECTURE.md, "Who may import whom".`,
    ),
  ),
  within(
    ['relay/**'],
    ['**/core/**', '**/platform/**', '**/app/**', '**/ui/**', '**/turn/**'],
    'The relay knows the wire and Node only.',
  ),
  within(['turn/**'], ['**/src/**', '**/relay/**'], 'turn/ knows Node only.'),
  { files: ['relay/**', 'turn/**', 'tools/**', 'bench/**', '*.mjs'], rules: { 'no-console': 'off' } },
);
