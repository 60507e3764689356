import type { ChosenCis } from "@plumbline/auditors/benchmarks/cis/choose";
import { choose } from "../choose.ts";
import { Config } from "../config.ts";
import type { Settings } from "./settings.ts";

/** The controls that the functions answer: the whole edition, or what their environment says. */
export const choiceOf = ({ CIS_EDITION, CIS_LEVEL, CIS_SECTIONS, CIS_CONTROLS }: Settings): Promise<ChosenCis> =>
  choose(
    Config.parse({
      ...{ edition: CIS_EDITION, level: CIS_LEVEL },
      ...(CIS_SECTIONS === undefined ? {} : { section: CIS_SECTIONS }),
      ...(CIS_CONTROLS === undefined ? {} : { controls: CIS_CONTROLS }),
    }),
  );
