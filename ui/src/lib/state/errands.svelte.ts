/**
 * Commands of one form, one after the other: whether one is under way, and how the last one was refused. In: commands.
 * Out: whether they went well, and the sentence for each field. What they change arrives by the views.
 */
import type { Answer, AppError } from '../ipc';

export abstract class Errands<Field extends string> {
  error = $state.raw<AppError | null>(null);
  busy = $state(false);

  /** The sentence under a field, if the last refusal was about it; for no field, the one about everything else. */
  refusalOf(field: Field | null): string | null {
    return this.error && this.error.field === field ? this.error.message : null;
  }

  protected async run(command: () => Promise<Answer<null>>): Promise<boolean> {
    this.busy = true;
    this.error = null;
    const answer = await command();
    this.busy = false;
    if (answer.status === 'error') this.error = answer.error;
    return answer.status === 'ok';
  }
}
