import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const stages = ['drives', 'frames', 'models', 'preprocess', 'engines', 'saliency'];
/** What the hosts stand on. */
const belowHosts = ['shared', ...stages, 'analysis', 'lab', 'export', 'project', 'api'];

/*
 * The architecture, as arrows: folder → what it may import of ours. ARCHITECTURE.md quotes it, and
 * tests/architecture plants a wrong import for each wall to prove that it stands.
 */
export const arrows = {
  shared: [],
  containers: ['shared'],
  drives: ['shared', 'containers'],
  frames: ['shared', 'containers'],
  models: ['shared', 'containers'],
  preprocess: ['shared'],
  engines: ['shared', 'models'],
  saliency: ['shared'],
  analysis: ['shared', ...stages],
  lab: ['shared', 'analysis'],
  export: ['shared', 'analysis'],
  project: ['shared', 'analysis'],
  api: ['shared', 'analysis', 'lab', 'export', 'project'],
  electron: belowHosts,
  server: belowHosts,
  cli: [...belowHosts, 'server'],
  setup: ['shared', 'models', 'engines', 'cli'],
  preload: ['shared'],
  ui: [],
  state: ['shared'],
  panel: ['shared', 'state', 'ui'],
  page: ['shared', 'state', 'panel', 'ui'],
};

const mainFolders = Object.keys(arrows).slice(1, Object.keys(arrows).indexOf('preload'));
const elements = [
  { type: 'shared', pattern: 'shared' },
  ...mainFolders.map((folder) => ({ type: folder, pattern: `main/${folder}` })),
  { type: 'preload', pattern: 'preload' },
  { type: 'ui', pattern: 'renderer/ui' },
  { type: 'state', pattern: 'renderer/state' },
  // One element a panel: panels never import each other.
  { type: 'panel', pattern: 'renderer/panels/*', capture: ['panel'] },
  { type: 'page', pattern: 'renderer' },
].map((element) => ({ ...element, partialMatch: false }));

const policies = [
  ...Object.entries(arrows).map(([from, to]) => ({
    from: { element: { type: from } },
    allow: { to: { element: { types: { anyOf: to } } } },
  })),
  // The page's typed client of the API is a file, not a folder: all of the page but ui/ may call it.
  {
    from: { element: { types: { anyOf: ['state', 'panel', 'page'] } } },
    allow: { to: { file: { categories: 'client' } } },
  },
];

/** Runtime walls: what a folder's globals cannot say, since electron's types bring Node's with them. */
const noElectron = { name: 'electron', message: 'Only main/electron/ and preload/ know Electron.' };
const noNode = { group: ['node:*'], message: 'This folder also runs in a page.' };
const walls = [
  { files: ['shared/**'], paths: [noElectron], patterns: [noNode] },
  { files: ['renderer/**'], ignores: ['renderer/vite.config.ts'], paths: [noElectron], patterns: [noNode] },
  { files: ['preload/**'], paths: [], patterns: [noNode] },
  { files: ['main/**'], ignores: ['main/electron/**'], paths: [noElectron], patterns: [] },
];

export default ts.config(
  {
    ignores: [
      'tests/support/electron-host/preload-shim.js',
      'out/**',
      'dist/**',
      '.cache/**',
      'node_modules/**',
      'test-results/**',
    ],
  },
  js.configs.recommended,
  ts.configs.strict,
  ...svelte.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte', '**/*.js', '**/*.mjs'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: {
      eqeqeq: 'error',
      'no-undef': 'off', // TypeScript knows, and knows each folder's globals
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Typed arrays indexed by their own sizes: the assertion is cheaper to read than a check that cannot fail.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // svelte-check judges these; the plugin does not see all of its warnings.
      'svelte/no-unused-svelte-ignore': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
  },
  {
    files: ['shared/**', 'main/**', 'preload/**', 'renderer/**'],
    ignores: ['renderer/vite.config.ts'],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': elements,
      'boundaries/files': [{ category: 'client', pattern: 'renderer/api.ts' }],
      'boundaries/root-path': import.meta.dirname,
    },
    rules: { 'boundaries/dependencies': ['error', { default: 'disallow', policies }] },
  },
  ...walls.map(({ files, ignores = [], paths, patterns }) => ({
    files,
    ignores,
    rules: { 'no-restricted-imports': ['error', { paths, patterns }] },
  })),
);
