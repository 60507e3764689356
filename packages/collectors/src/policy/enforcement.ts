import { type ConditionEntry, entriesOf, isFalse, isTrue } from "./conditions.ts";
import { actionsOf, isForEveryone, resourcesOf, type Scope, scopeCovers } from "./coverage.ts";
import { type PolicyDocument, type PolicyStatement, statementsOf } from "./document.ts";
import { covers, overlaps } from "./patterns.ts";

/**
 * Tells whether every S3 action on the bucket and on its objects is denied to everyone without TLS, by one Deny or by several
 * together. Other conditions beside aws:SecureTransport leave a gap, so such a Deny does not count.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
 */
export const deniesInsecureTransport = (policy: PolicyDocument, bucketArn: string): boolean =>
  [bucketArn, `${bucketArn}/*`].every((resource) => isDenied(policy, { action: "s3:*", resource }, isInsecureTransport));

/**
 * Tells whether puts without the encryption header are denied to everyone. A Deny when the header is absent does it, and so does a
 * Deny unless it names a known algorithm, since a negated operator also matches an absent key.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingServerSideEncryption.html
 */
export const deniesUnencryptedPuts = (policy: PolicyDocument, bucketArn: string): boolean =>
  isDenied(policy, { action: "s3:putobject", resource: `${bucketArn}/*` }, isUnencryptedPut);

/** The statement that makes `deniesInsecureTransport` true; its Sid is one that the present policy does not have. */
export const denyInsecureTransportStatement = (bucketArn: string, present: PolicyDocument | null): PolicyStatement => ({
  Sid: freeSid("DenyInsecureTransport", present),
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

/** The statement that makes `deniesUnencryptedPuts` true. Puts that rely on the bucket's default encryption break with it. */
export const denyUnencryptedPutsStatement = (bucketArn: string, present: PolicyDocument | null): PolicyStatement => ({
  Sid: freeSid("DenyUnencryptedPuts", present),
  Effect: "Deny",
  Principal: "*",
  Action: "s3:PutObject",
  Resource: `${bucketArn}/*`,
  Condition: { Null: { [encryptionHeader]: "true" } },
});

/** The policy with one statement more, the others as they are; a policy of its own when there is none. */
export const withStatement = (policy: PolicyDocument | null, statement: PolicyStatement): PolicyDocument =>
  policy === null ? { Version: "2012-10-17", Statement: [statement] } : { ...policy, Statement: [...statementsOf(policy), statement] };

const encryptionHeader = "s3:x-amz-server-side-encryption";
const algorithms = new Set(["aes256", "aws:kms", "aws:kms:dsse"]);

interface Target {
  readonly action: string;
  readonly resource: string;
}

type Matches = (entry: ConditionEntry) => boolean;

/** A Deny without any condition counts too. */
function isDenied(policy: PolicyDocument, { action, resource }: Target, matches: Matches): boolean {
  const scopes = statementsOf(policy).flatMap((statement) => {
    const entries = entriesOf(statement);
    const applies = statement.Effect === "Deny" && isForEveryone(statement) && entries.length <= 1 && entries.every(matches);
    const resources = resourcesOf(statement);
    return applies && resources && scopeCovers(resources, { but: false, patterns: [resource] }) ? (actionsOf(statement) ?? []) : [];
  });
  return togetherCover(scopes, action);
}

/** Listed actions cover on their own, or fill what an "all but" leaves out. */
function togetherCover(scopes: readonly Scope[], action: string): boolean {
  const listed = scopes.flatMap(({ but, patterns }) => (but ? [] : patterns));
  const isListed = (pattern: string): boolean => listed.some((one) => covers(one, pattern));
  return isListed(action) || scopes.some(({ but, patterns }) => but && patterns.every((one) => !overlaps(one, action) || isListed(one)));
}

const isInsecureTransport: Matches = ({ quantifier, operator, key, values }) =>
  quantifier === "single" && operator === "bool" && key === "aws:securetransport" && values.length > 0 && values.every(isFalse);

const isUnencryptedPut: Matches = ({ quantifier, operator, key, values }) => {
  if (quantifier !== "single" || key !== encryptionHeader || values.length === 0) return false;
  if (operator === "null") return values.every(isTrue);
  return operator.startsWith("stringnot") && values.every((value) => algorithms.has(value.toLowerCase()));
};

/** `name`, or with the first number from 2 on that is free. */
function freeSid(name: string, present: PolicyDocument | null): string {
  const taken = new Set(present === null ? [] : statementsOf(present).map(({ Sid }) => Sid));
  const number = Array.from({ length: taken.size + 1 }, (_, index) => index + 1).find((one) => !taken.has(sidOf(name, one)));
  return sidOf(name, number ?? taken.size + 1);
}

const sidOf = (name: string, number: number): string => (number === 1 ? name : `${name}${number}`);
