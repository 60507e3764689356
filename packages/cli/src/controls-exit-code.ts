import type { ControlResult } from "@plumbline/finding-model/benchmark";
import { isGap } from "@plumbline/finding-model/coverage";
import type { RunSummary } from "@plumbline/finding-model/run-report";
import { type ExitCode, exitCodes, gravest } from "./exit-code.ts";

/**
 * The exit code that the answers to a benchmark ask for: 3 when something could not be looked at, else 1 when a control fails that no
 * exception covers wholly. A manual control without an answer is neither.
 */
export function controlsExitCode(results: readonly ControlResult[], { coverage, counts }: RunSummary, failOn: "any" | "never"): ExitCode {
  const isOpen = ({ outcome, counts: own }: ControlResult) => outcome === "fail" && (own.fail === 0 || own.fail > own.excepted);
  const codes: ExitCode[] = [];
  if (coverage.some(isGap) || counts.unknown > 0 || results.some(({ outcome }) => outcome === "unknown")) codes.push(exitCodes.incomplete);
  if (failOn === "any" && results.some(isOpen)) codes.push(exitCodes.findings);
  return gravest(codes);
}
