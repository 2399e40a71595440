import { create, toBinary } from '@bufbuild/protobuf';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openModel } from '../../../../../main/models/registry.ts';
import {
  FunctionDefSchema,
  SavedModelSchema,
  SignatureDefSchema,
  type FunctionDef,
  type NodeDef,
} from '../../../../../main/models/tensorflow/tensorflow-messages_pb.ts';
import {
  constantNode,
  frozenGraph,
  functionNamed,
  node,
  pictureNode,
  shape,
  type,
} from '../../../../support/make-tensorflow-graph.ts';
import { SteerscopeError } from '../../../../../shared/steerscope-error.ts';

/** Some tenths of a second on a machine with nothing else to do; `npm run fuzz` measures. */
const patienceMs = 10_000;

const folder = mkdtempSync(join(tmpdir(), 'steerscope-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fixture = (...parts: string[]) =>
  join(import.meta.dirname, '..', '..', '..', '..', 'fixtures', 'tensorflow', ...parts);

const constant = (name: string, lengths: number[]) => constantNode(name, lengths, [1]);
const picture = pictureNode(8, 8, 3);

/** A function called `name` of one parameter `x`, which gives `result`. */
const functionOf = (name: string, nodes: NodeDef[], result: string): FunctionDef =>
  create(FunctionDefSchema, {
    signature: { name, inputArg: [{ name: 'x' }], outputArg: [{ name: 'y' }] },
    nodeDef: nodes,
    ret: { y: result },
  });
const call = (name: string, callee: string, input: string) =>
  node(name, 'PartitionedCall', [input], { f: functionNamed(callee) });

let count = 0;
function written(extension: string, bytes: Uint8Array): string {
  const path = join(folder, `${(count += 1)}${extension}`);
  writeFileSync(path, bytes);
  return path;
}

/** A frozen graph in a file of its own. */
const frozen = (nodes: NodeDef[], functions: FunctionDef[] = []) => written('.pb', frozenGraph(nodes, functions));

/** A SavedModel whose signature gives `output`. */
function saved(nodes: NodeDef[], functions: FunctionDef[], output: string, signature = 'serving_default'): string {
  const path = join(folder, `${(count += 1)}`);
  mkdirSync(path);
  const model = create(SavedModelSchema, {
    metaGraphs: [
      {
        graphDef: { node: nodes, library: { function: functions } },
        signatureDef: {
          [signature]: create(SignatureDefSchema, {
            inputs: { picture: { name: 'picture:0' } },
            outputs: { steering: { name: output } },
          }),
        },
      },
    ],
  });
  writeFileSync(join(path, 'saved_model.pb'), toBinary(SavedModelSchema, model));
  return path;
}

async function refusal(path: string): Promise<SteerscopeError> {
  const start = performance.now();
  const thrown: unknown = await openModel(path).then(
    () => null,
    (error: unknown) => error,
  );
  expect(performance.now() - start).toBeLessThan(patienceMs);
  if (thrown instanceof SteerscopeError) return thrown;
  throw thrown ?? new Error('it opened');
}

describe('graphs that lie are refused', () => {
  const relu = (name: string, input: string) => node(name, 'Relu', [input]);

  test.each<[string, () => string, string, RegExp]>([
    [
      'a circle of nodes',
      () => frozen([picture, node('a', 'Add', ['picture', 'b']), relu('b', 'a'), relu('out', 'a')]),
      'not-a-network',
      /circle/,
    ],
    [
      'a node that is not there',
      () => frozen([picture, node('out', 'Add', ['picture', 'gone'])]),
      'not-a-network',
      /gone/,
    ],
    [
      'two nodes of one name',
      () => frozen([picture, relu('a', 'picture'), relu('a', 'picture')]),
      'not-a-network',
      /two nodes/,
    ],
    [
      'an unknown operator',
      () => frozen([picture, node('out', 'Bucketize', ['picture'])]),
      'unsupported-network',
      /node out .*Bucketize/,
    ],
    [
      'a function that calls itself',
      () => saved([picture, call('c', 'f', 'picture')], [functionOf('f', [call('i', 'f', 'x')], 'i:output:0')], 'c:0'),
      'unsupported-network',
      /calls itself/,
    ],
    [
      'functions that call each other twice as often on each level',
      () =>
        saved(
          [picture, call('c', 'f0', 'picture')],
          Array.from({ length: 40 }, (_, level) =>
            functionOf(
              `f${level}`,
              [call('a', `f${level + 1}`, 'x'), call('b', `f${level + 1}`, 'a:output:0')],
              'b:output:0',
            ),
          ).concat(functionOf('f40', [relu('r', 'x')], 'r:activations:0')),
          'c:0',
        ),
      'unsupported-network',
      /more than 50000 nodes/,
    ],
    [
      'calls deeper than any',
      () =>
        saved(
          [picture, call('c', 'f0', 'picture')],
          Array.from({ length: 90 }, (_, level) =>
            functionOf(`f${level}`, [call('a', `f${level + 1}`, 'x')], 'a:output:0'),
          ),
          'c:0',
        ),
      'unsupported-network',
      /deep/,
    ],
    [
      'calls that give each other their answers',
      () => saved([picture, call('c', 'f', 'd:0'), call('d', 'f', 'c:0')], [functionOf('f', [], 'x')], 'c:0'),
      'not-a-network',
      /circle/,
    ],
    [
      'a call without its function',
      () => frozen([picture, call('c', 'f', 'picture')]),
      'not-a-network',
      /does not hold/,
    ],
    [
      'a weight of an impossible shape',
      () => frozen([picture, constant('w', [2 ** 20, 2 ** 20]), node('out', 'Add', ['picture', 'w'])]),
      'not-a-network',
      /impossible shape/,
    ],
    [
      'a weight of a negative length',
      () => frozen([picture, constant('w', [-3]), node('out', 'Add', ['picture', 'w'])]),
      'not-a-network',
      /length of -3/,
    ],
    [
      'a variable without a value',
      () =>
        saved(
          [picture, node('v', 'VarHandleOp'), node('r', 'ReadVariableOp', ['v']), node('out', 'Add', ['picture', 'r'])],
          [],
          'out:0',
        ),
      'not-found',
      /variables\.index/,
    ],
    [
      'no signature',
      () => saved([picture, relu('out', 'picture')], [], 'out:0', '__saved_model_init_op'),
      'unsupported-network',
      /no signature/,
    ],
    [
      'no picture',
      () =>
        frozen([node('x', 'Placeholder', [], { dtype: type(1), shape: shape(-1, 23) }), node('out', 'Tanh', ['x'])]),
      'unsupported-network',
      /no picture/,
    ],
    [
      'a million nodes',
      // Field 1: a node of 9 bytes, with the name a and the operator NoOp.
      () => written('.pb', Buffer.alloc(11_000_000, Buffer.from('0a090a016112044e6f4f70', 'hex'))),
      'unsupported-network',
      /more than 50000 nodes/,
    ],
    [
      'a million nodes in JSON',
      () =>
        written(
          '.json',
          Buffer.from(`{"weightsManifest":[],"modelTopology":{"node":[${'{"op":"a"},'.repeat(1_000_000)}{}]}}`),
        ),
      'unsupported-network',
      /more than 50000 nodes/,
    ],
    [
      'a chain of thousands of nodes',
      () =>
        frozen([
          picture,
          ...Array.from({ length: 40_000 }, (_, at) =>
            node(`n${at}`, 'Identity', [at === 0 ? 'picture' : `n${at - 1}`]),
          ),
          node('out', 'Bucketize', ['n39999']),
        ]),
      'unsupported-network',
      /more than 10000 nodes/,
    ],
  ])('%s', async (_, make, code, message) => {
    const error = await refusal(make());
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe('damaged files are refused', () => {
  /** A copy of a fixture with one of its files changed. */
  function damaged(name: string, file: string, change: (bytes: Buffer) => Buffer): string {
    const path = join(folder, `${(count += 1)}`);
    cpSync(fixture(name), path, { recursive: true });
    writeFileSync(join(path, file), change(readFileSync(join(path, file))));
    return path;
  }
  const flipped = (at: (length: number) => number) => (bytes: Buffer) => {
    const index = at(bytes.length);
    bytes[index] = bytes[index]! ^ 4;
    return bytes;
  };
  const data = 'variables/variables.data-00000-of-00001';
  const index = 'variables/variables.index';

  test.each<[string, () => string, RegExp]>([
    [
      'half a graph',
      () => damaged('session', 'saved_model.pb', (bytes) => bytes.subarray(0, bytes.length / 2)),
      /cut short/,
    ],
    [
      'a bit of a weight',
      () =>
        damaged(
          'session',
          data,
          flipped((length) => length / 2),
        ),
      /checksum of the variable/,
    ],
    ['half the weights', () => damaged('session', data, (bytes) => bytes.subarray(0, bytes.length / 2)), /ends before/],
    [
      'a bit of the index',
      () =>
        damaged(
          'session',
          index,
          flipped(() => 40),
        ),
      /checksum/,
    ],
    ['half the index', () => damaged('session', index, (bytes) => bytes.subarray(0, bytes.length / 2)), /does not end/],
    ['an empty index', () => damaged('session', index, () => Buffer.alloc(0)), /cut short/],
    [
      'half the weights of TF.js',
      () =>
        join(
          damaged('graph-model', 'group1-shard2of2.bin', (bytes) => bytes.subarray(9)),
          'model.json',
        ),
      /bytes/,
    ],
    [
      'weights outside the folder',
      () =>
        join(
          damaged('graph-model', 'model.json', (bytes) =>
            Buffer.from(bytes.toString().replace('group1-shard1of2.bin', '../../../etc/passwd')),
          ),
          'model.json',
        ),
      /outside/,
    ],
    [
      'a weight of another shape than its node',
      () =>
        join(
          damaged('graph-model', 'model.json', (bytes) => {
            const json = JSON.parse(bytes.toString()) as { weightsManifest: { weights: { shape: number[] }[] }[] };
            const weight = json.weightsManifest[0]!.weights.find(({ shape: lengths }) => lengths.length === 4)!;
            weight.shape.reverse();
            return Buffer.from(JSON.stringify(json));
          }),
          'model.json',
        ),
      /shape/,
    ],
  ])('%s', async (_, make, message) => {
    const error = await refusal(make());
    expect(error).toMatchObject({ code: 'not-a-network', message: expect.stringMatching(message) });
  });
});
