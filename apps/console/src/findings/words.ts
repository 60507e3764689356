import type { LifecycleState } from "@plumbline/finding-model/lifecycle";
import type { Severity } from "@plumbline/finding-model/resource";
import type { IconName } from "../frame/icons.ts";

/** How each state is drawn and said. */
export const stateWords: Readonly<Record<LifecycleState, { readonly icon: IconName; readonly words: string; readonly meaning: string }>> = {
  new: { icon: "bad", words: "new", meaning: "It fails, and never did before." },
  reopened: { icon: "bad", words: "reopened", meaning: "It failed, was put right, and fails again." },
  open: { icon: "warn", words: "open", meaning: "It fails as before." },
  "not-looked": { icon: "unseen", words: "not looked", meaning: "The newest run does not tell of it: it is as open as before." },
  resolved: { icon: "good", words: "resolved", meaning: "It was looked at and fails no more." },
  "resource-gone": { icon: "none", words: "resource gone", meaning: "Its place was listed wholly, and it is not there." },
};
export const severityIcons: Readonly<Record<Severity, IconName>> = { critical: "bad", high: "bad", medium: "warn", low: "none" };

/** What counts as open where nobody asks for a state. */
export const standing: readonly LifecycleState[] = ["new", "reopened", "open", "not-looked"];
