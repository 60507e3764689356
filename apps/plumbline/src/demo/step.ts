import type { ExitCode } from "@plumbline/cli/exit-code";

/** One command of the story, and what of its output is shown. */
export interface Step {
  readonly title: string;
  readonly words: readonly string[];
  readonly wanted: ExitCode;
  /** Keeps what the command printed in this file of the folder. */
  readonly keep?: string;
  /** True for a step of which is shown what it says on stderr. */
  readonly isOnStderr?: boolean;
  /** Variables of the command, such as REMEDIATE. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What of the output is shown; all of it when left out. */
  readonly show?: (output: string) => string | Promise<string>;
}
