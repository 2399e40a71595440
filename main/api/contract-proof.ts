import type { Hono } from 'hono';
import type { BlankEnv, ExtractSchema } from 'hono/types';
import type { ApiRoutes } from '../../shared/api.ts';

interface Endpoint {
  readonly input: unknown;
  readonly output: unknown;
  readonly outputFormat: unknown;
  readonly status: unknown;
}

/** A route takes what was agreed (or more) and gives what was agreed (or more precisely). */
type Honours<Built, Agreed extends Endpoint> = Built extends Endpoint
  ? [Agreed['input'], Built['output'], Built['outputFormat'], Built['status']] extends [
      Built['input'],
      Agreed['output'],
      Agreed['outputFormat'],
      Agreed['status'],
    ]
    ? true
    : false
  : false;

/**
 * Path × method of the contract → whether the built app honours it. Assigning all `true` to it proves, when types are
 * checked, that the page's client and the app speak of the same thing.
 */
export type ContractProof<App extends Hono<BlankEnv, never, '/'>> = {
  readonly [Path in keyof ApiRoutes]: {
    readonly [Method in keyof ApiRoutes[Path]]: ApiRoutes[Path][Method] extends infer Agreed extends Endpoint
      ? ExtractSchema<App> extends Record<Path, Record<Method, infer Built>>
        ? Honours<Built, Agreed>
        : 'missing'
      : 'not an endpoint';
  };
};
/** All methods of all paths true. */
export type Honoured = { readonly [Path in keyof ApiRoutes]: { readonly [Method in keyof ApiRoutes[Path]]: true } };
