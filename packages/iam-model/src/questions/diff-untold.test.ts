import { describe, expect, test } from "vitest";
import { IamRecord, type Kind, kinds } from "../kinds.ts";
import { diff, diffKinds } from "./diff.ts";
import { neverTold, untold, untoldKinds } from "./diff-untold.ts";
import * as w from "./world.fixture.ts";

const { account, allow, deny, document } = w;
const [from, to] = ["2026-05-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z"];
const [early, late] = ["2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"];
const [ann, reads, writes] = [w.user("ann"), document(allow("s3:Get*")), document(allow("s3:Put*"))];
const common = { account, arn: null, createdAt: early, updatedAt: null };
const credential = { userId: ann.id, userName: "ann" };
const set = w.permissionSet("ops", { managedPolicies: ["arn:aws:iam::aws:policy/A"], inlinePolicy: reads, boundary: "/edge" });
const samlArn = `arn:aws:iam::${account}:saml-provider/idp`;
const oidcArn = `arn:aws:iam::${account}:oidc-provider/ci.example.com`;

/** A fact's other value, and the change that it makes; none where it is on the list of the untold. */
type Row = readonly [other: unknown, is?: readonly string[]];
const same: Row = [late];
/** Each kind by one record. */
const table: Partial<Record<Kind, { record: IamRecord; facts: Record<string, Row> }>> = {
  iam_user: {
    record: ann,
    facts: {
      path: ["/ops/", ["user ann changed its path, which is /ops/ in place of /"]],
      permissionsBoundary: [w.policyArn("edge"), [`user ann lost the boundary ${w.policyArn("edge")}`]],
      tags: [{ team: "ops" }],
      name: ["anna", ["user anna changed its name, which was ann"]],
      createdAt: same,
    },
  },
  iam_role: {
    record: w.role("job"),
    facts: {
      path: ["/ops/", ["role job changed its path, which is /ops/ in place of /"]],
      trustPolicy: [
        w.trusts({ AWS: "999988887777" }),
        ["role job changed who may assume it: + Allow sts:AssumeRole for 999988887777; - Allow sts:AssumeRole for ec2.amazonaws.com"],
      ],
      permissionsBoundary: [w.policyArn("edge"), [`role job lost the boundary ${w.policyArn("edge")}`]],
      instanceProfiles: [
        [`arn:aws:iam::${account}:instance-profile/web`],
        [`role job gained its place in arn:aws:iam::${account}:instance-profile/web`],
      ],
      tags: [{ team: "ops" }],
      name: ["work", ["role work changed its name, which was job"]],
      createdAt: same,
    },
  },
  iam_group: {
    record: w.group("team"),
    facts: {
      path: ["/ops/", ["group team changed its path, which is /ops/ in place of /"]],
      name: ["crew", ["group crew changed its name, which was team"]],
      createdAt: same,
    },
  },
  iam_membership: {
    record: w.member(ann, "team"),
    facts: { userId: ["AIDA-x"], userName: ["anna"], groupId: ["AGPA-x"], groupName: ["crew"], name: ["crew"], createdAt: same },
  },
  iam_attachment: {
    record: w.attached(ann, w.policyArn("p")),
    facts: {
      ...{ principalKind: ["role"], principalId: ["AIDA-x"], principalName: ["anna"], policyArn: [w.policyArn("x")], name: ["x"] },
      createdAt: same,
    },
  },
  iam_inline_policy: {
    record: w.inline(ann, reads),
    facts: {
      ...{ principalKind: ["role"], principalId: ["AIDA-x"], principalName: ["anna"], name: ["x"], createdAt: same },
      document: [writes, ["user ann changed inline policy inline: + Allow s3:Put* on *; - Allow s3:Get* on *"]],
    },
  },
  iam_policy: {
    record: w.policy("p", reads),
    facts: {
      ...{ path: ["/ops/"], isAwsManaged: [true], isAttachable: [false], attachments: [2], boundaryUses: [1], name: ["x"] },
      ...{ defaultVersion: ["v2"], versions: [[{ id: "v2", createdAt: null }]], createdAt: same },
      document: [writes, ["policy p changed what it says: + Allow s3:Put* on *; - Allow s3:Get* on *"]],
    },
  },
  iam_access_key: {
    record: { ...common, kind: "iam_access_key", id: "AKIA1", name: "AKIA1", facts: { ...credential, status: "Active" } },
    facts: {
      ...{ userId: ["AIDA-x"], userName: ["anna"], name: ["x"], createdAt: same },
      status: ["Expired", ["user ann lost access key AKIA1, which is Expired now"]],
    },
  },
  iam_login_profile: {
    record: { ...common, kind: "iam_login_profile", id: ann.id, name: "ann", facts: credential },
    facts: {
      ...{ userId: ["AIDA-x"], userName: ["anna"], name: ["anna"] },
      createdAt: [late, ["user ann changed a password, which was made anew"]],
    },
  },
  iam_mfa_device: {
    record: { ...common, kind: "iam_mfa_device", id: "mfa-1", name: "mfa-1", facts: { ...credential, enabledAt: early } },
    facts: {
      userId: ["AIDA-bob", ["user ann lost MFA device mfa-1", "user ann gained MFA device mfa-1"]],
      ...{ userName: ["anna"], name: ["x"], createdAt: same },
      enabledAt: [late, ["user ann changed MFA device mfa-1, which was enabled anew"]],
    },
  },
  iam_saml_provider: {
    record: { ...common, kind: "iam_saml_provider", id: samlArn, name: "idp", facts: { validUntil: early } },
    facts: {
      validUntil: [late, [`account ${account} changed SAML provider idp: + valid until ${late}; - valid until ${early}`]],
      name: ["x"],
      createdAt: [late, [`account ${account} changed SAML provider idp, which was made anew`]],
    },
  },
  iam_oidc_provider: {
    record: {
      ...{ ...common, kind: "iam_oidc_provider", id: oidcArn, name: "ci.example.com" },
      facts: { url: "ci.example.com", clientIds: ["a"], thumbprints: ["11"] },
    },
    facts: {
      url: ["x.example.com"],
      clientIds: [
        ["b"],
        [
          `account ${account} gained client b of OIDC provider ci.example.com`,
          `account ${account} lost client a of OIDC provider ci.example.com`,
        ],
      ],
      thumbprints: [["22"], [`account ${account} changed thumbprints of OIDC provider ci.example.com: + 22; - 11`]],
      name: ["x"],
      createdAt: [late, [`account ${account} changed OIDC provider ci.example.com, which was made anew`]],
    },
  },
  sso_user: {
    record: w.ssoUser("dan"),
    facts: {
      ...{ instance: ["arn:aws:sso:::instance/ssoins-2"], displayName: ["Dan"], name: ["daniel"], createdAt: same },
      groupIds: [["g-ops"], [`Identity Center user dan gained membership in group ops: + ops in account ${account}`]],
    },
  },
  sso_group: {
    record: { ...w.ssoGroup("other"), id: "g-other" },
    facts: { instance: ["arn:aws:sso:::instance/ssoins-2"], description: ["x"], name: ["x"], createdAt: same },
  },
  sso_assignment: {
    record: w.assigned("u-dan", set.id),
    facts: {
      ...{ instance: ["arn:aws:sso:::instance/ssoins-2"], permissionSetArn: ["x"], principalKind: ["GROUP"], principalId: ["u-x"] },
      ...{ name: ["x"], createdAt: same },
    },
  },
  sso_permission_set: {
    record: set,
    facts: {
      ...{ instance: ["arn:aws:sso:::instance/ssoins-2"], sessionDuration: ["PT8H"], name: ["x"], createdAt: same },
      managedPolicies: [[], ["permission set ops lost policy arn:aws:iam::aws:policy/A"]],
      customerPolicies: [[{ name: "own", path: "/" }], ["permission set ops gained customer managed policy /own"]],
      inlinePolicy: [null, ["permission set ops lost its inline policy: - Allow s3:Get* on *"]],
      boundary: [null, ["permission set ops gained no boundary any more, which was /edge"]],
    },
  },
  organization_account: {
    record: w.memberAccount([["p-1"]]),
    facts: {
      ...{ organization: ["o-other"], tags: [{ owner: "x" }], name: ["x"], createdAt: same },
      email: [
        "other@example.com",
        [`account ${account} changed the mail address of its root user: + other@example.com; - aws@example.com`],
      ],
      status: ["SUSPENDED", [`account ${account} lost its state in the organization: + SUSPENDED; - ACTIVE`]],
      path: [["r-1", "ou-1"], [`account ${account} changed its place in the organization: + r-1/ou-1; - r-1`]],
      serviceControlPolicies: ["off", [`account ${account} lost service control policies, which are switched off`]],
      policies: [
        [{ target: "r-1", policyIds: ["p-2"] }],
        [`account ${account} gained service control policy p-2 at r-1`, `account ${account} lost service control policy p-1 at r-1`],
      ],
    },
  },
  organization_policy: {
    record: w.scp("p-1", reads),
    facts: {
      ...{ organization: ["o-other"], isAwsManaged: [true], targets: [["r-1"]], name: ["x"], createdAt: same },
      document: [document(allow("s3:Get*"), deny("iam:*")), ["service control policy p-1 lost what it says: + Deny iam:* on *"]],
    },
  },
};
const rows = Object.entries(table).flatMap(([kind, { record, facts }]) =>
  Object.entries(facts).map(([fact, [other, is = []]]) => ({ name: `${kind} ${fact}`, kind, record, fact, other, is })),
);
const around = [w.ssoGroup("ops"), w.assigned("g-ops", set.id), w.permissionSet("ops")];
const isCommon = (fact: string): boolean => fact === "name" || fact === "createdAt";
const listed = untold.flatMap(({ facts }) => Object.entries(facts).flatMap(([kind, names]) => names.map((name) => `${kind} ${name}`)));

describe("what a diff tells", () => {
  test.each(rows)("$name", ({ name, record, fact, other, is }) => {
    const changed = IamRecord.parse({ ...record, ...(isCommon(fact) ? { [fact]: other } : { facts: { ...record.facts, [fact]: other } }) });
    const others = around.filter(({ id }) => id !== record.id);
    const { changes } = diff(w.world([...others, record], {}, from), w.world([...others, changed], {}, to));
    expect(
      changes.map(({ who, verb, what, details }) => `${who} ${verb} ${what}${details.length > 0 ? `: ${details.join("; ")}` : ""}`),
    ).toEqual(is);
    expect(listed.filter((one) => one === name).length).toBe(is.length === 0 ? 1 : 0);
  });
  test("every fact of every kind has a row, and the list names no others", () => {
    const facts = kinds
      .filter(({ kind }) => diffKinds.includes(kind))
      .flatMap(({ kind, facts }) => [...Object.keys(facts.shape), "name", "createdAt"].map((fact) => `${kind} ${fact}`));
    expect(rows.map(({ name }) => name).sort()).toEqual(facts.sort());
    expect(listed.filter((one) => !facts.includes(one))).toEqual([]);
  });
  test("every kind is told, or on the list of those that are not", () => {
    expect([...diffKinds, ...untoldKinds.flatMap(({ kinds: some }) => some)].sort()).toEqual(kinds.map(({ kind }) => kind).sort());
  });
  test("what people should know of the untold is said with each answer", () => {
    const { notConsidered } = diff(w.world([], {}, from), w.world([], {}, to));
    expect(notConsidered).toEqual(neverTold);
    expect(notConsidered).toEqual(
      expect.arrayContaining(["policies of resources", "tags, which conditions may read", "versions of policies that are not the default"]),
    );
  });
});
