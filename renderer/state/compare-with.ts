import type { DesktopBridge } from '../../shared/desktop-bridge.ts';
import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import type { SteerscopeError } from '../../shared/steerscope-error.ts';
import { networkRequest, type NetworkRequest } from './ask-again.ts';
import type { Comparison } from './comparison.svelte.ts';
import type { Dialogs } from './dialogs.svelte.ts';
import type { EngineMenu } from './engine-menu.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { Session } from './session.svelte.ts';

interface CompareParts {
  /** Null in a browser: then our own dialog asks. */
  readonly desktop: DesktopBridge | null;
  readonly dialogs: Dialogs;
  readonly notices: Notices;
  readonly session: Session;
  readonly comparison: Comparison;
  readonly engines: EngineMenu;
}

/** What the open network is compared with: another one, or itself read or explained otherwise. */
export class CompareWith {
  readonly #parts: CompareParts;

  constructor(parts: CompareParts) {
    this.#parts = parts;
  }

  /** Ask for a network to compare with the one that is open. */
  async chosenNetwork(): Promise<void> {
    const { desktop, dialogs } = this.#parts;
    if (!desktop) return dialogs.show('compare-network');
    const path = await desktop.pickModel();
    if (path) await this.networkAt(path);
  }

  /** Something dropped or picked by the system; what keeps it from being compared is told. */
  async networkAt(path: string): Promise<void> {
    const error = await this.network(path);
    if (error) this.#parts.notices.error(error);
  }

  /** @returns what keeps it from being compared, or null. */
  network(path: string): Promise<SteerscopeError | null> {
    const { comparison, engines } = this.#parts;
    return comparison.add({ modelPath: path, ...engines.asked });
  }

  /** The open network once more, read and run as it is now: what is changed from here on is beside it. */
  snapshot(): Promise<void> {
    return this.#itself({ preprocessing: this.#parts.session.info?.preprocessing ?? null });
  }

  /** The open network once more, its masks made by another method. */
  method(method: SaliencyMethod): Promise<void> {
    return this.#itself({ method });
  }

  async #itself(but: Partial<NetworkRequest>): Promise<void> {
    const { session, comparison, notices } = this.#parts;
    const request = networkRequest(session.info);
    if (!request) return;
    const error = await comparison.add({ ...request, ...but });
    if (error) notices.error(error);
  }
}
