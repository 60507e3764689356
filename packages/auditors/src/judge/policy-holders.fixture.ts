/** Stand-ins for resources that hold one policy: as text, or none, as their services give it and take it back. */
import { awsFault, type FakeAnswers, type FakeAws, fakeAws } from "@plumbline/aws-session/testing";

export interface PolicyHolder {
  readonly aws: FakeAws;
  /** The name by which the collector finds it. */
  readonly id: string;
  hold(text: string): void;
  /** The JSON value of the policy that it holds now; null for none. */
  held(): unknown;
}

interface Kept {
  text: string | null;
}
const holderOf = (id: string, answersOf: (kept: Kept) => FakeAnswers["answers"]) => (): PolicyHolder => {
  const kept: Kept = { text: null };
  return {
    aws: fakeAws({ account: "111111111111", answers: answersOf(kept) }),
    id,
    hold(text) {
      kept.text = text;
    },
    held: () => (kept.text === null ? null : JSON.parse(kept.text)),
  };
};
const none = (code: string) => () => {
  throw awsFault(code, code, 404);
};

/** S3's own word on a policy, as far as nobody doubts it: public by a statement for anyone that no Deny stands beside. */
function isPublic(text: string | null, open: string): boolean {
  const statements = text === null ? [] : [JSON.parse(text).Statement].flat();
  return statements.some((one) => one.Sid === open) && statements.every((one) => one.Effect === "Allow");
}

/** A bucket; S3 calls its policy public by the statement of this Sid. */
export const bucketHolder = (open: string) =>
  holderOf("b", (kept) => ({
    GetBucketLocation: { LocationConstraint: "eu-west-1" },
    HeadBucket: { BucketRegion: "eu-west-1" },
    GetBucketAcl: { Owner: { ID: "c0ffee" }, Grants: [] },
    GetBucketOwnershipControls: none("OwnershipControlsNotFoundError"),
    GetPublicAccessBlock: none("NoSuchPublicAccessBlockConfiguration"),
    GetBucketPolicyStatus: () => ({ PolicyStatus: { IsPublic: isPublic(kept.text, open) } }),
    GetBucketPolicy: () => (kept.text === null ? none("NoSuchBucketPolicy")() : { Policy: kept.text }),
    PutBucketPolicy({ Policy }: { Policy: string }) {
      kept.text = Policy;
      return {};
    },
    DeleteBucketPolicy() {
      kept.text = null;
      return {};
    },
  }));

/** A queue: the empty text is no policy. */
export const queueHolder = holderOf("https://sqs.eu-west-1.amazonaws.com/111111111111/q", (kept) => ({
  GetQueueAttributes: () => ({ Attributes: kept.text === null ? {} : { Policy: kept.text } }),
  SetQueueAttributes({ Attributes: { Policy } }: { Attributes: { Policy: string } }) {
    kept.text = Policy === "" ? null : Policy;
    return {};
  },
}));

/** A role: IAM gives its trust policy percent-encoded. */
export const roleHolder = holderOf("r", (kept) => ({
  GetRole: () => ({ Role: { RoleName: "r", Path: "/", AssumeRolePolicyDocument: encodeURIComponent(kept.text ?? "") } }),
  UpdateAssumeRolePolicy({ PolicyDocument }: { PolicyDocument: string }) {
    kept.text = PolicyDocument;
    return {};
  },
}));

const keyArn = "arn:aws:kms:eu-west-1:111111111111:key/k";
export const keyHolder = holderOf("k", (kept) => ({
  DescribeKey: { KeyMetadata: { KeyId: "k", Arn: keyArn, KeyManager: "CUSTOMER", KeyState: "Enabled" } },
  GetKeyPolicy: () => ({ Policy: kept.text ?? "" }),
  PutKeyPolicy({ Policy }: { Policy: string }) {
    kept.text = Policy;
    return {};
  },
}));
