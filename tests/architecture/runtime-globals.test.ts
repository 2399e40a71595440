import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

/** Each folder's tsconfig gives it only the globals of where it runs: a planted use of another must not compile. */
const root = resolve(import.meta.dirname, '..', '..');

function errorsOfPlanted(folder: string, code: string): string[] {
  const configPath = join(root, folder, 'tsconfig.json');
  const config = ts.getParsedCommandLineOfConfigFile(
    configPath,
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
      },
    },
  );
  if (!config) throw new Error(`No configuration at ${configPath}`);
  const plantedPath = join(dirname(configPath), 'planted.ts');
  const host = ts.createCompilerHost(config.options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => (path === plantedPath ? code : readFile.call(host, path));
  host.fileExists = (path) => path === plantedPath || fileExists.call(host, path);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (path, options, ...rest) =>
    path === plantedPath ? ts.createSourceFile(path, code, options) : getSourceFile(path, options, ...rest);
  const declarations = config.fileNames.filter((name) => name.endsWith('.d.ts'));
  const program = ts.createProgram([plantedPath, ...declarations], { ...config.options, composite: false }, host);
  return program
    .getSemanticDiagnostics(program.getSourceFile(plantedPath))
    .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}

test.each([
  ['shared', 'export const planted = document.title;', 'document'],
  ['shared', 'export const planted = process.pid;', 'process'],
  ['shared', 'export const planted = Buffer.alloc(1);', 'Buffer'],
  ['main', 'export const planted = document.title;', 'document'],
  ['renderer', 'export const planted = process.pid;', 'process'],
])('%s has no such global: %s', (folder, code, name) => {
  expect(errorsOfPlanted(folder, code).join('\n')).toContain(`'${name}'`);
});

test('the check lets right code pass', () => {
  expect(errorsOfPlanted('shared', 'export const planted = new TextEncoder().encode("x").length;')).toEqual([]);
  expect(errorsOfPlanted('renderer', 'export const planted = document.title;')).toEqual([]);
});
