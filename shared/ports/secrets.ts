/** Where secrets are kept, by name. A value is for the one who asked: it is never logged and stands in no error. */
export type Secrets = {
  /**
   * The value as it is now, or was a few minutes ago: the last known one is given while the place does not answer. `not-found`
   * when there is none of that name, or it is disabled or not ours to read.
   */
  read(name: string): Promise<string>;
};
