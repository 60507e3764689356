import { isPart } from "@plumbline/finding-model/control-results";
import type { RunHeader } from "@plumbline/finding-model/run-report";

/** Says of a run that answers a benchmark that regions were named: what is said of all regions is said of these. */
export const scopeNote = ({ benchmark, regionsAsked }: Pick<RunHeader, "benchmark" | "regionsAsked">): string | undefined =>
  benchmark !== undefined && isPart({ regionsAsked })
    ? `Only these regions were asked for: ${regionsAsked.join(", ")}. What a control says of every region, it says of these.`
    : undefined;
