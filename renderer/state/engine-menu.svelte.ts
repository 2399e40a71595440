import {
  deviceChoices,
  engineChoices,
  type DeviceChoice,
  type DeviceInfo,
  type EngineChoice,
} from '../../shared/analysis.ts';
import { SteerscopeError } from '../../shared/steerscope-error.ts';
import type { ApiClient } from '../api.ts';
import { recall, remember } from './remembered.ts';
import type { Session } from './session.svelte.ts';

/** An engine on a device, or both left to the product. */
export interface EngineWish {
  readonly engine: EngineChoice;
  readonly device: DeviceChoice;
}

export const automatic: EngineWish = { engine: 'auto', device: 'auto' };

/** What was chosen on this machine last; what is not known counts as left to the product. */
export function recalledEngine(): EngineWish {
  const held = recall('engine', { engine: 'auto', device: 'auto' });
  return {
    engine: engineChoices.find((engine) => engine === held.engine) ?? 'auto',
    device: deviceChoices.find((device) => device === held.device) ?? 'auto',
  };
}

/** The engines and devices of the machine, and which of them is asked for. */
export class EngineMenu {
  /** Null until they are known. */
  devices = $state.raw<readonly DeviceInfo[] | null>(null);
  /** What is being started. */
  starting = $state.raw<EngineWish | null>(null);
  error = $state.raw<SteerscopeError | null>(null);
  readonly #api: ApiClient;
  readonly #session: Session;

  constructor(api: ApiClient, session: Session) {
    this.#api = api;
    this.#session = session;
  }

  readonly asked: EngineWish = $derived.by(() => this.#session.info?.asked ?? automatic);

  /** Asks what is there: a device may have come or gone. */
  async load(signal: AbortSignal): Promise<void> {
    try {
      this.devices = await this.#api.devices(signal);
      this.error = null;
    } catch (thrown) {
      const error = SteerscopeError.from(thrown);
      if (error.code !== 'cancelled') this.error = error;
    }
  }

  /** Runs the open network there, and those that are opened after it; remembered for this machine. */
  async choose(wish: EngineWish): Promise<void> {
    if (this.starting) return;
    this.starting = wish;
    this.error = await this.#session.configure({ engine: wish.engine, device: wish.device });
    this.starting = null;
    if (!this.error) remember('engine', wish);
  }
}

export const isSame = (one: EngineWish, other: EngineWish): boolean =>
  one.engine === other.engine && one.device === other.device;
