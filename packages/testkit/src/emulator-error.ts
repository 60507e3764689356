/** The emulator could not be had: `hint` says what to do. A command that meets it prints both and exits with 2. */
export class EmulatorError extends Error {
  override readonly name = "EmulatorError";
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}
