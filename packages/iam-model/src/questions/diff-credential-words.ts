import { iam, isAnew, type Pair, type Told, told } from "./diff-told.ts";

/**
 * Calls are told by the key's id alone: whoever changes an own key need not say whose it is. Its user may be renamed, which is no change of it.
 * The root user's keys have the ids of their slots, so that another key in one is told by its time alone.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export function ofKey({ was, is, one, verb }: Pair<"iam_access_key">): Told[] {
  const { userName, status } = one.facts;
  if (was && is && was.facts.status === is.facts.status) {
    const isRoot = is.facts.userId === is.account && was.updatedAt !== is.updatedAt;
    const what = `access key ${one.id}, which was made anew or changed at ${is.updatedAt ?? "an instant that AWS does not tell"}`;
    return isRoot ? [told({ verb, who: `user ${userName}`, what, calls: [] })] : [];
  }
  const calls = {
    gained: iam(["CreateAccessKey"], { "accessKey.accessKeyId": one.id }),
    lost: iam(["DeleteAccessKey"], { accessKeyId: one.id }),
    changed: iam(["UpdateAccessKey"], { accessKeyId: one.id, status }),
  }[verb];
  const direction = verb !== "changed" ? verb : status === "Active" ? "gained" : "lost";
  const what = `access key ${one.id}${verb === "lost" ? "" : verb === "gained" ? ` (${status})` : `, which is ${status} now`}`;
  return [told({ verb: direction, who: `user ${userName}`, what, calls })];
}

/** A password that was only set anew makes no difference that AWS tells; one that was deleted and made anew does. */
export function ofPassword({ was, is, one, verb }: Pair<"iam_login_profile">): Told[] {
  const { userName } = one.facts;
  const who = `user ${userName}`;
  const made = iam(["CreateLoginProfile"], { userName });
  if (was && is) return isAnew(was, is) ? [told({ verb, who, what: "a password, which was made anew", calls: made })] : [];
  return [told({ verb, who, what: "a password", calls: is ? made : iam(["DeleteLoginProfile"], { userName }) })];
}

/** With less MFA there is more access for whoever has the password; the words are of the device. A virtual device's number may come back. */
export function ofMfa({ was, is, one, verb }: Pair<"iam_mfa_device">): Told[] {
  const [what, serialNumber] = [`MFA device ${one.id}`, one.id];
  const lost = ({ userName }: typeof one.facts): Told =>
    told({ verb: "lost", who: `user ${userName}`, what, calls: iam(["DeactivateMFADevice"], { userName, serialNumber }) });
  const words = ({ userName }: typeof one.facts) => ({
    ...{ who: `user ${userName}`, calls: iam(["EnableMFADevice"], { userName, serialNumber }) },
  });
  if (is === undefined) return [lost(one.facts)];
  const gained = told({ ...words(is.facts), verb: "gained", what });
  if (was === undefined) return [gained];
  if (was.facts.userId !== is.facts.userId) return [lost(was.facts), gained];
  const [old, now] = [was.facts.enabledAt, is.facts.enabledAt];
  return old !== null && now !== null && old !== now ? [told({ ...words(is.facts), verb, what: `${what}, which was enabled anew` })] : [];
}
