/**
 * Lets through the events of one job only. The product names a job in its reply; the job's first events may overtake that
 * reply, and so may the last ones of another job.
 */
export class OwnEvents<Event> {
  #id: string | null = null;
  /** Heard before the job's name was. */
  #early: { readonly id: string; readonly event: Event }[] = [];

  /** The job is called `id`. @returns its events so far. */
  own(id: string): readonly Event[] {
    const own = this.#early.filter((early) => early.id === id).map(({ event }) => event);
    this.#id = id;
    this.#early = [];
    return own;
  }

  /** Whether an event is to be taken now; while the name is unknown it is kept for `own`. */
  takes(id: string, event: Event): boolean {
    if (this.#id === null) this.#early.push({ id, event });
    return id === this.#id;
  }
}
