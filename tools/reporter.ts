import type { Reporter, SerializedError, TestModule } from "vitest/node";

interface Counts {
  passed: number;
  failed: number;
}

/** Counts tests; a file that can't load and an error outside of any test each count as one failure. */
export const count = (modules: readonly TestModule[], unhandled: readonly SerializedError[]): Counts => {
  const counts = { passed: 0, failed: unhandled.length };
  for (const module of modules) {
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === "passed") counts.passed += 1;
      if (state === "failed" || state === "pending") counts.failed += 1;
    }
  }
  return counts;
};

/** The last line of a run. A run that fails without a failed test, such as one with too little coverage, has one failure. */
export const closingLine = ({ passed, failed }: Counts, exitCode: number): string =>
  `${passed} passed, ${failed === 0 && exitCode !== 0 ? 1 : failed} failed`;

/** Prints `N passed, N failed` when the process ends, so after the coverage table, as the very last line. */
export class ClosingLine implements Reporter {
  readonly #counts: Counts = { passed: 0, failed: 0 };
  readonly #print = (exitCode: number) => {
    process.stdout.write(`${closingLine(this.#counts, exitCode)}\n`);
  };

  onInit(): void {
    process.once("exit", this.#print);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    Object.assign(this.#counts, count(modules, unhandled));
  }
}
