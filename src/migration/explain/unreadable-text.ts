/** What was to be explained can't be read; the message quotes nothing of it, since there may be secrets in it. */
export class UnreadableText extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableText';
  }
}
