import type { Reach, Reaches } from "./diff-reach.ts";
import { boundaryWords, type Pair, sso, type Told, told } from "./diff-told.ts";
import { statementChanges } from "./statement-changes.ts";
import type { Call } from "./who-did-it.ts";

/**
 * What a permission set gives and how far its boundary lets it through, each part with its own calls; a set that is gone gives nothing any
 * more at once. It reaches those to whom it is assigned in the accounts that are asked for.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetcustom.html
 */
export function ofPermissionSet({ was, is, one }: Pair<"sso_permission_set">, { before, after }: Reaches): Told[] {
  const who = `permission set ${one.name}`;
  const of = { permissionSetArn: one.id };
  const [old, now] = [partsOf(was), partsOf(is)];
  const holders = (reach: Reach) => reach.identityCenter.holdersOf(one.id);
  if (is === undefined) {
    const calls = sso(["DeletePermissionSet"], of);
    const policies = [...old.policies.values()].map(({ what }) => `- ${what}`);
    const boundary = old.boundary === null ? [] : [`- the boundary ${old.boundary}`];
    const lost = [...policies, ...statementChanges(old.inline, undefined).details, ...boundary];
    return [told({ verb: "lost", who, what: "the permission set itself", calls, details: lost, reaches: holders(before) })];
  }
  const itself = { verb: "gained", what: "the permission set itself", calls: sso(["CreatePermissionSet"], { name: one.name }) } as const;
  const gained = [...now.policies].filter(([key]) => !old.policies.has(key));
  const lost = [...old.policies].filter(([key]) => !now.policies.has(key));
  const inline = statementChanges(old.inline, now.inline);
  const written = sso([now.inline === undefined ? "DeleteInlinePolicyFromPermissionSet" : "PutInlinePolicyToPermissionSet"], of);
  const reaches = holders(after);
  return [
    ...(was === undefined ? [told({ ...itself, who, reaches })] : []),
    ...gained.map(([, { what, attach, by }]) => told({ verb: "gained", who, what, calls: waysOf(attach, of, by), reaches })),
    ...lost.map(([, { what, detach, by }]) => told({ verb: "lost", who, what, calls: waysOf(detach, of, by), reaches })),
    ...(inline.details.length === 0 ? [] : [told({ ...inline, who, what: "its inline policy", calls: written, reaches })]),
    ...(old.boundary === now.boundary
      ? []
      : [told({ ...boundaryWords(old.boundary, now.boundary), who, calls: callsOfBoundary(now.boundary, of), reaches })]),
  ];
}

type Parameters = Call["parameters"];

/** A managed policy of AWS by its ARN, or the account's own by path and name; `by` is how a call may name it. */
interface Held {
  readonly what: string;
  readonly attach: string;
  readonly detach: string;
  readonly by: readonly Parameters[];
}

function partsOf(set: Pair<"sso_permission_set">["was"]) {
  const { managedPolicies = [], customerPolicies = [], inlinePolicy = null, boundary = null } = set?.facts ?? {};
  const managed = managedPolicies.map((arn): [string, Held] => [
    arn,
    {
      ...{ what: `policy ${arn}`, by: [{ managedPolicyArn: arn }] },
      ...{ attach: "AttachManagedPolicyToPermissionSet", detach: "DetachManagedPolicyFromPermissionSet" },
    },
  ]);
  const customer = customerPolicies.map(({ name, path }): [string, Held] => [
    `${path}${name}`,
    {
      ...{ what: `customer managed policy ${path}${name}`, by: referencesTo(path, name, "customerManagedPolicyReference") },
      attach: "AttachCustomerManagedPolicyReferenceToPermissionSet",
      detach: "DetachCustomerManagedPolicyReferenceFromPermissionSet",
    },
  ]);
  return { policies: new Map([...managed, ...customer]), inline: inlinePolicy ?? undefined, boundary };
}

const waysOf = (event: string, of: Parameters, ways: readonly Parameters[]): Call[] =>
  ways.flatMap((way) => sso([event], { ...of, ...way }));

/** The path `/` may be left out. https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CustomerManagedPolicyReference.html */
const referencesTo = (path: string, name: string, under: string): Parameters[] =>
  [path, ...(path === "/" ? [null] : [])].map((said) => ({ [`${under}.name`]: name, [`${under}.path`]: said }));

/** A boundary is AWS's own policy by its ARN, or the account's own by path and name. */
function callsOfBoundary(boundary: string | null, of: Parameters): Call[] {
  if (boundary === null) return sso(["DeletePermissionsBoundaryFromPermissionSet"], of);
  const start = boundary.lastIndexOf("/") + 1;
  const ways = boundary.startsWith("arn:")
    ? [{ "permissionsBoundary.managedPolicyArn": boundary }]
    : referencesTo(boundary.slice(0, start), boundary.slice(start), "permissionsBoundary.customerManagedPolicyReference");
  return waysOf("PutPermissionsBoundaryToPermissionSet", of, ways);
}
