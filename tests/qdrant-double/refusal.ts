/** An answer other than 2xx, with the words of the real server. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}

export const wrongInput = (text: string) => new Refusal(400, `Wrong input: ${text}`);
/** Not part of this double: refused rather than ignored. */
export const unknown = (what: string) => new Refusal(501, `The double does not know ${what}`);
