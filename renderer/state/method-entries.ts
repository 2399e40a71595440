import type { DriveInfo } from '../../shared/drive.ts';
import { methodFacts, methodGroups, saliencyMethods, type SaliencyMethod } from '../../shared/saliency-methods.ts';
import { signWords } from '../../shared/sign-words.ts';
import type { PaletteEntry } from './palette-entries.ts';
import type { Workbench } from './workbench.svelte.ts';

/** A method as lists offer it. */
export interface MethodEntry {
  readonly id: SaliencyMethod;
  readonly text: string;
  /** A word each: what sets it apart in the list. */
  readonly marks: readonly string[];
  /** Sentences: what its mask means, what its sign says, what it costs. */
  readonly notes: readonly string[];
  readonly source: string;
}

/** By kin. @param recorded of the drive, whose sides the signs are told in; null: none is open, or nothing is recorded. */
export function groupedMethods(
  recorded: DriveInfo['steering'],
): readonly { readonly title: string; readonly entries: readonly MethodEntry[] }[] {
  const groups = methodGroups.map((title) => ({
    title,
    entries: saliencyMethods
      .filter((method) => methodFacts[method].group === title)
      .map((method) => methodEntry(method, recorded)),
  }));
  return groups.filter(({ entries }) => entries.length > 0);
}

function methodEntry(id: SaliencyMethod, recorded: DriveInfo['steering']): MethodEntry {
  const { name, explains, signed, isSlow, meaning, source } = methodFacts[id];
  const signs = signWords(id, recorded);
  return {
    id,
    text: name,
    marks: [...(signed ? ['signed'] : []), ...(isSlow ? ['slow'] : [])],
    notes: [
      meaning,
      explains === 'steering'
        ? 'It explains the number that the network steers by.'
        : 'It explains what made the last convolution respond: the mask is the same whatever the network then steers.',
      ...(signs ? [`It has a sign: above 0 stands for ${signs.positive}, below 0 for ${signs.negative}.`] : []),
      ...(isSlow
        ? ['Many passes of the network a frame: worked out for the frame you look at, and not while playing.']
        : []),
    ],
    source,
  };
}

/** For the palette: to make the masks by a method, and to set it beside the one that makes them. */
export function methodPaletteEntries(workbench: Workbench): readonly PaletteEntry[] {
  const { session, comparison } = workbench;
  const current = session.info?.method;
  if (!session.model || !current) return [];
  return saliencyMethods
    .filter((method) => method !== current)
    .flatMap((method) => {
      const { name, group } = methodFacts[method];
      const entry = { group: 'Method of the mask', hint: group, caps: [] };
      const choose = { ...entry, id: `method ${method}`, title: `Mask by ${name}` };
      const compare = { ...entry, id: `compare ${method}`, title: `Compare with ${name}` };
      return [
        { ...choose, run: () => void workbench.methods.choose(method) },
        ...(comparison.isFull ? [] : [{ ...compare, run: () => void workbench.compareWith.method(method) }]),
      ];
    });
}
