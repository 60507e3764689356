import type { Advisory, CvssScore } from "@plumbline/finding-model/vulnerability";

/** What Inspector writes where it has nothing to say. */
const nothing = new Set(["", "N/A", "NotAvailable", "None Provided"]);
export const asText = (said: string | undefined): string | undefined => (said === undefined || nothing.has(said) ? undefined : said);

export const yesOrNo = (said: string | undefined): boolean | undefined => (said === "YES" || said === "NO" ? said === "YES" : undefined);

const fixes: Readonly<Record<string, Advisory["fix"]>> = { YES: "yes", NO: "no", PARTIAL: "partial" };
export const fixOf = (said: string | undefined): Advisory["fix"] => fixes[said ?? ""];

/** `epoch:version-release`, as package managers write it and as `FixedInVersion` has it; epoch 0 is left out. */
export const installedVersion = (
  version: string | undefined,
  epoch: string | number | undefined,
  release: string | undefined,
): string | undefined => {
  if (!version) return undefined;
  const front = Number(epoch ?? 0) > 0 ? `${epoch}:` : "";
  return `${front}${version}${release ? `-${release}` : ""}`;
};

interface SaidCvss {
  readonly Version?: string | undefined;
  readonly BaseScore?: number | undefined;
  readonly BaseVector?: string | undefined;
  readonly Source?: string | undefined;
}
/** The scores that say their version and value, each once: Security Hub repeats one when Inspector has looked at adjusting it. */
export const withCvss = (said: readonly SaidCvss[]): CvssScore[] => {
  const scores = said.flatMap(({ Version, BaseScore, BaseVector, Source }) =>
    Version === undefined || BaseScore === undefined
      ? []
      : [{ version: Version, score: BaseScore, vector: asText(BaseVector), source: asText(Source) }],
  );
  return [...new Map(scores.map((score) => [JSON.stringify(score), score])).values()];
};
