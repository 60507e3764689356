import { parseArn } from "@plumbline/finding-model/arn";

/** A user or role by which Plumbline is signed in, or goes into accounts; `account` is left out for any. */
export interface OwnPrincipal {
  readonly account?: string;
  readonly type: "iam_user" | "iam_role";
  readonly name: string;
}

/** Who is signed in, by the caller's ARN; nobody for the root user or a federated one. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
export function callerOf(text: string): OwnPrincipal[] {
  const arn = parseArn(text);
  const [kind, ...path] = arn?.resource.split("/") ?? [];
  if (!arn) return [];
  const [role, user] = [path[0], path.at(-1)];
  if (kind === "assumed-role" && role !== undefined) return [{ account: arn.account, type: "iam_role", name: role }];
  return kind === "user" && user !== undefined ? [{ account: arn.account, type: "iam_user", name: user }] : [];
}
