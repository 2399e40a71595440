import { Command } from 'commander';
import { methodFacts, methodGroups, saliencyMethods } from '../../shared/saliency-methods.ts';
import { exitCodes } from './exit-codes.ts';
import { runAction } from './run-action.ts';

const lineWidth = 100;

export const methodsCommand = (): Command =>
  new Command('methods')
    .description('tell the methods that make masks: what each means, and where it is from')
    .option('--json', 'as JSON on stdout, for scripts', false)
    .action(({ json }: { readonly json: boolean }) =>
      runAction(() => {
        process.stdout.write(`${json ? JSON.stringify(methodFacts, null, 2) : describeMethods()}\n`);
        return Promise.resolve(exitCodes.ok);
      }),
    );

function describeMethods(): string {
  const groups = methodGroups.flatMap((group) => {
    const methods = saliencyMethods.filter((method) => methodFacts[method].group === group);
    return methods.length === 0 ? [] : [[group, ...methods.map(describeMethod)].join('\n\n')];
  });
  return groups.join('\n\n');
}

function describeMethod(method: (typeof saliencyMethods)[number]): string {
  const { name, explains, signed, isSlow, meaning, source } = methodFacts[method];
  const marks = [
    explains === 'steering' ? 'explains the steering' : 'explains the last convolution',
    ...(signed ? ['signed, -1..1'] : []),
    ...(isSlow ? ['many passes of the network a frame'] : []),
  ];
  return [`  --method ${method}: ${name} (${marks.join('; ')})`, ...wrapped(`${meaning} ${source}.`, '    ')].join(
    '\n',
  );
}

function wrapped(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= lineWidth) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(indent + word);
  }
  return lines;
}
