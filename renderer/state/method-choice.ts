import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import type { Notices } from './notices.svelte.ts';
import type { Session } from './session.svelte.ts';

/** What makes the masks of the main network, and what made them before, so that a key goes to and fro. */
export class MethodChoice {
  readonly #session: Session;
  readonly #notices: Notices;
  #before: SaliencyMethod = 'occlusion';

  constructor(session: Session, notices: Notices) {
    this.#session = session;
    this.#notices = notices;
  }

  async choose(method: SaliencyMethod): Promise<void> {
    const before = this.#session.info?.method;
    const error = await this.#session.configure({ method });
    if (error) this.#notices.error(error);
    else if (before && before !== method) this.#before = before;
  }

  /** The method that was used before this one. */
  get before(): SaliencyMethod {
    const method = this.#session.info?.method;
    if (method !== this.#before) return this.#before;
    return method === 'occlusion' ? 'visual-backprop' : 'occlusion';
  }
}
