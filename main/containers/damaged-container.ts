/** What a container file says of itself is not so, or more than is believed; the message ends a sentence for the user. */
export class DamagedContainer extends Error {
  override readonly name = 'DamagedContainer';
}
