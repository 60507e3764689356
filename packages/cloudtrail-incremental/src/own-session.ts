import { sessionNamePrefix } from "@plumbline/aws-session/session-name";
import type { CloudTrailRecord } from "./record.ts";

/** Who we are in the records that our own changes leave. */
export interface OwnIdentities {
  /**
   * Names of the roles that our sessions assume. Anybody who may assume some role can name a session as we do, so the name of a session
   * counts for these roles alone.
   */
  readonly roles: readonly string[];
  /** ARNs of users and roles that are ours whatever their sessions are called, such as a Lambda's execution role. */
  readonly principals: readonly string[];
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html; the path of a role is not in it.
const roleSession = /^arn:[^:]+:sts::\d*:assumed-role\/(?<role>[^/]+)\/(?<session>.+)$/;

/** Tells whether one of our own sessions made the call of a record: a message about it would make a loop. */
export function isOwnSession({ userIdentity }: Pick<CloudTrailRecord, "userIdentity">, { roles, principals }: OwnIdentities): boolean {
  const { arn = "", sessionContext } = userIdentity ?? {};
  const issuer = sessionContext?.sessionIssuer?.arn ?? "";
  if (principals.includes(arn) || principals.includes(issuer)) return true;
  const { role = "", session = "" } = roleSession.exec(arn)?.groups ?? {};
  return session.startsWith(sessionNamePrefix) && roles.some((name) => name.slice(name.lastIndexOf("/") + 1) === role);
}
