import { Decision } from "../decision.ts";
import { beginning, chainFault } from "../decision-chain.ts";
import { canonicalJson } from "../digest.ts";
import type { Manifest } from "./manifest.ts";

/** Longer lines are none of ours: a reason has at most 2,000 characters. */
const mostOfLine = 65_536;

/** Follows the chains of decisions in `decisions.jsonl`, given in pieces, and holds their ends against the manifest. */
export function chainChecker({ campaign, chains }: Pick<Manifest, "campaign" | "chains">) {
  const ends = new Map<string, { seq: number; hash: string }>();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let held = "";
  let line = 0;
  let fault: string | undefined;

  const follow = (text: string): void => {
    line++;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      fault = `line ${line} of decisions.jsonl is no JSON`;
      return;
    }
    const parsed = Decision.safeParse(value);
    if (!parsed.success || canonicalJson(value) !== text || parsed.data.campaign !== campaign) {
      fault = `line ${line} of decisions.jsonl is no decision of ${campaign}`;
      return;
    }
    const { account, seq, hash } = parsed.data;
    const why = chainFault(parsed.data, ends.get(account) ?? { seq: 0, hash: beginning });
    if (why !== undefined) fault = `decision ${seq} of ${account} ${why}`;
    ends.set(account, { seq, hash });
  };

  return {
    add(chunk: Uint8Array): void {
      if (fault !== undefined) return;
      try {
        held += decoder.decode(chunk, { stream: true });
      } catch {
        fault = "decisions.jsonl is no UTF-8";
        return;
      }
      const lines = held.split("\n");
      held = lines.pop() ?? "";
      for (const text of lines) if (fault === undefined) follow(text);
      if (held.length > mostOfLine) fault ??= `line ${line + 1} of decisions.jsonl is no decision`;
    },
    end(): { readonly decisions: number; readonly fault: string | undefined } {
      if (fault === undefined && held !== "") fault = "decisions.jsonl ends in the middle of a line";
      for (const { account, decisions, head } of chains) {
        const { seq, hash } = ends.get(account) ?? { seq: 0, hash: beginning };
        if (seq !== decisions || hash !== head)
          fault ??= `the decisions of ${account} end at ${seq}, not at ${decisions} with the hash that was kept`;
      }
      const unknown = [...ends.keys()].find((account) => !chains.some((chain) => chain.account === account));
      if (unknown !== undefined) fault ??= `there are decisions of ${unknown}, of which the manifest does not tell`;
      return { decisions: line, fault };
    },
  };
}
