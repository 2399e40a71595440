import { describe, expect, test } from 'vitest';
import { keptChanges } from '../../../../renderer/state/kept-changes.ts';
import type { Problem } from '../../../../shared/problem.ts';
import type { OpenedProject, ProjectContents, WindowJournal } from '../../../../shared/project.ts';

const contents = (mark: string, drivePath = '/d'): ProjectContents => ({
  drive: { path: drivePath, mapping: null, format: '', frameCount: null, fingerprint: null },
  networks: [],
  parts: { marks: [mark] },
});
const journal = (writer: string, seen: string | null, unsaved = true, of = contents(writer)): WindowJournal => {
  return { writer, at: 0, seen, unsaved, contents: of, problems: [] };
};
const opened = (...journals: WindowJournal[]): OpenedProject => {
  return { path: '/p', contents: contents('file'), problems: [], fingerprint: 'now', missing: [], journals };
};

test('without a journal it opens from its file', () => {
  const project = opened();
  expect(keptChanges(project)).toEqual({
    base: project,
    problems: [],
    missing: [],
    added: [],
    journals: [],
    apart: null,
  });
});

test('journals that go on from the file take its place: the newest, with what the others add', () => {
  const [newest, other] = [journal('b', 'now'), journal('a', 'now')];
  expect(keptChanges(opened(newest, other))).toEqual({
    ...{ base: newest, problems: [], missing: [], added: [other], journals: [newest, other], apart: null },
  });
});

describe('one that goes on from the file as it was before', () => {
  const [apart, own] = [journal('apart', 'before'), journal('own', 'now')];

  test('stays apart, whichever is newer', () => {
    for (const journals of [
      [apart, own],
      [own, apart],
    ])
      expect(keptChanges(opened(...journals))).toMatchObject({ base: own, added: [], journals: [own], apart });
    const project = opened(apart);
    expect(keptChanges(project)).toMatchObject({ base: project, journals: [], apart });
  });

  test('is brought back with the bookmarks of the file and of the others', () => {
    const project = opened(own, apart);
    expect(keptChanges(project, true)).toEqual({
      ...{ base: apart, problems: [], missing: [], added: [project, own], journals: [apart, own], apart: null },
    });
  });

  test('is none where nothing in it was unsaved, or the file holds it', () => {
    const looked = journal('looked', 'before', false);
    const saved = journal('saved', 'before', true, contents('file'));
    expect(keptChanges(opened(looked, saved))).toMatchObject({ journals: [], apart: null });
    const project = opened(looked);
    expect(keptChanges(project, true).base).toBe(project);
  });
});

test('what is missing of one is not missed by the other', () => {
  const elsewhere = journal('b', 'before', true, contents('b', '/other'));
  const missing = ['/d', '/other'].map((path) => ({ kind: 'drive', path, candidates: [] }) as const);
  const project = { ...opened(elsewhere), missing };
  expect(keptChanges(project).missing).toEqual([missing[0]]);
  expect(keptChanges(project, true).missing).toEqual([missing[1]]);
});

test('what was set back in the file is told, whatever it opens from', () => {
  const problem = (message: string): Problem => {
    return { severity: 'warning', code: 'unknown-choice', message, place: null, frame: null };
  };
  const kept = { ...journal('b', 'now'), problems: [problem('one'), problem('two')] };
  const { problems } = keptChanges({ ...opened(kept), problems: [problem('one')] });
  expect(problems.map(({ message }) => message)).toEqual(['one', 'two']);
});
