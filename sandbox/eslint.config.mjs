import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['**/node_modules/', 'katas/*/solutions/', 'katas/*/starter/', 'runner/scaffold/s*/', 'tests/attacks/'] },
  js.configs.recommended,
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
  { files: ['runner/grade/*.js'], languageOptions: { globals: globals.browser, sourceType: 'script' } },
  { rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_' }], 'prefer-const': 'error', eqeqeq: 'error' } },
];
