import { quarantineName } from "@plumbline/collectors/facts/quarantine";
import { PolicyError, parsePolicy, statementsOf } from "@plumbline/collectors/policy/document";

interface Inline {
  readonly name: string;
  readonly document: string;
}

/** Tells whether a policy allows anything; one that can't be read may. */
function grants({ document }: Inline): boolean {
  try {
    return statementsOf(parsePolicy(document)).some(({ Effect }) => Effect === "Allow");
  } catch (error) {
    if (error instanceof PolicyError) return true;
    throw error;
  }
}

/** Inline policies by what they do: those that only deny take nothing away when they stay, and much when they go. */
export function inlineOf(policies: readonly Inline[]): { granting: Inline[]; denying: Inline[] } {
  const own = policies.filter(({ name }) => name !== quarantineName);
  return { granting: own.filter(grants), denying: own.filter((one) => !grants(one)) };
}

/** Managed policies of AWS that only deny; AWS attaches the latter ones itself to a user whose key leaked. https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html */
const denying = /:iam::aws:policy\/(AWSDenyAll|AWSCompromisedKeyQuarantine(V\d+)?)$/;
/** Managed policies by what they do, as far as their names tell. */
export const attachedOf = (arns: readonly string[]): { granting: string[]; denying: string[] } => ({
  granting: arns.filter((one) => !denying.test(one)),
  denying: arns.filter((one) => denying.test(one)),
});

/** What a quarantine says at present; null where there is none. */
export const quarantineIn = (policies: readonly Inline[]): string | null =>
  policies.find(({ name }) => name === quarantineName)?.document ?? null;

const characters = (text: string): number => text.replaceAll(/\s/g, "").length;
/** How many characters the inline policies of a principal may have together, white space not counted. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const room = { user: 2048, role: 10_240 } as const;

/** Why a quarantine has no room beside the other inline policies; undefined when it has. */
export function lacksRoom(policies: readonly Inline[], text: string, kind: keyof typeof room): string | undefined {
  const others = policies.filter(({ name }) => name !== quarantineName).reduce((sum, { document }) => sum + characters(document), 0);
  const all = others + characters(text);
  return all > room[kind]
    ? `its inline policies leave no room for one that denies: ${all} of ${room[kind]} characters; revoke everything, or the policies first`
    : undefined;
}
