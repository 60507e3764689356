import { parseArn } from "@plumbline/finding-model/arn";
import { isAccountId } from "./account-id.ts";
import { type Audience, accountsOf, bounded, everyone, type Limit, organizationsOf, services, union } from "./audience.ts";
import { coversTooMuch, parseCidr } from "./cidr.ts";
import { type ConditionEntry, isTrue } from "./conditions.ts";
import { hasVariable, hasWildcard } from "./patterns.ts";

/** How a value is compared: as it stands, as a pattern over the whole text, or as a pattern part by part of an ARN. */
type Matching = "exact" | "pattern" | "arn";

/** What one value of a key leaves of everyone. */
type Reader = (value: string, matching: Matching) => Audience;

interface KnownKey {
  readonly about: Limit["about"];
  readonly read: Reader;
}

const matchings: Readonly<Record<string, Matching>> = {
  stringequals: "exact",
  stringequalsignorecase: "exact",
  stringlike: "pattern",
  arnequals: "arn",
  arnlike: "arn",
};

const fixed = (value: string, matching: Matching): boolean => matching === "exact" || !hasWildcard(value);

const account: Reader = (value, matching) => {
  if (!fixed(value, matching)) return everyone;
  return isAccountId(value) ? accountsOf(value) : bounded;
};

const organization: Reader = (value, matching) => {
  if (!fixed(value, matching)) return everyone;
  return hasWildcard(value) ? bounded : organizationsOf(value);
};

/** `o-exampleorgid/r-ab12/ou-ab12-11111111/*`: the organization must be whole. */
const organizationPath: Reader = (value, matching) => {
  const [id = ""] = value.split("/");
  if (matching === "exact" && hasWildcard(value)) return bounded;
  return value.includes("/") && !hasWildcard(id) ? organizationsOf(id) : organization(value, matching);
};

/**
 * An ARN whose account is fixed, or an S3 bucket's (it has no account). In a `StringLike` pattern a wildcard also runs over colons,
 * and IAM paths may hold colons, so there nothing before the account may be wild.
 */
const arn: Reader = (value, matching) => {
  const parts = parseArn(value);
  if (matching === "exact" && hasWildcard(value)) return bounded;
  if (parts === undefined) return fixed(value, matching) ? bounded : everyone;
  if (parts.service === "s3" && !isAccountId(parts.account)) return hasWildcard(parts.resource) ? everyone : bounded;
  const before = [parts.partition, parts.service, parts.region].join(":");
  if (hasWildcard(parts.account) || (matching === "pattern" && hasWildcard(before))) return everyone;
  if (isAccountId(parts.account)) return accountsOf(parts.account);
  return hasWildcard(value) ? everyone : bounded;
};

/** `AROAEXAMPLE:session` or `AIDAEXAMPLE`: a unique id is never used again. The root user's is the account id. */
const userId: Reader = (value, matching) => {
  const [id = ""] = value.split(":");
  if (fixed(value, matching)) return isAccountId(value) ? accountsOf(value) : bounded;
  return /^A[A-Z0-9]{15,}$/.test(id) ? bounded : everyone;
};

const named: Reader = (value, matching) => (fixed(value, matching) ? bounded : everyone);
/** The key is there only when an AWS service calls, so any pattern shuts the others out. */
const service: Reader = () => services;

/**
 * The keys that say who calls or from where. Any other key never restricts.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const keys: Readonly<Record<string, KnownKey>> = {
  "aws:principalaccount": { about: "caller", read: account },
  "aws:principalarn": { about: "caller", read: arn },
  "aws:principalorgid": { about: "caller", read: organization },
  "aws:principalorgpaths": { about: "caller", read: organizationPath },
  "aws:userid": { about: "caller", read: userId },
  "kms:calleraccount": { about: "caller", read: account },
  "aws:sourceaccount": { about: "source", read: account },
  "aws:sourceowner": { about: "source", read: account },
  "aws:sourcearn": { about: "source", read: arn },
  "aws:sourceorgid": { about: "source", read: organization },
  "aws:sourceorgpaths": { about: "source", read: organizationPath },
  "s3:dataaccesspointaccount": { about: "source", read: account },
  "s3:dataaccesspointarn": { about: "source", read: arn },
  "aws:sourcevpc": { about: "network", read: named },
  "aws:sourcevpce": { about: "network", read: named },
  "aws:sourcevpcarn": { about: "network", read: arn },
  "aws:vpceaccount": { about: "network", read: account },
  "aws:vpceorgid": { about: "network", read: organization },
  "aws:vpceorgpaths": { about: "network", read: organizationPath },
  "aws:principalservicename": { about: "service", read: service },
  "aws:principalservicenameslist": { about: "service", read: service },
};

/** Either what the entry leaves of everyone, or why it leaves everyone. */
export type Reading = Limit | { readonly why: string };
export const isLimit = (reading: Reading): reading is Limit => "audience" in reading;

/** Keys that are there: in every request that can match, or in every request but those of AWS services. */
export interface Presence {
  readonly always: ReadonlySet<string>;
  readonly signed: ReadonlySet<string>;
}

/** What an entry of an Allow restricts. `ForAllValues:` and `IfExists` also match when the key is absent. */
export function readEntry(entry: ConditionEntry, { always, signed }: Presence): Reading {
  const reading = readPositive(entry);
  const needsKey = !entry.ifExists && entry.quantifier !== "all";
  if (needsKey || always.has(entry.key) || !isLimit(reading)) return reading;
  if (signed.has(entry.key)) return { ...reading, audience: union([reading.audience, services]) };
  return { why: `${entry.text} also matches when the key is absent` };
}

/** What an entry restricts when its key is there, read with a positive operator. */
export function readPositive(entry: ConditionEntry): Reading {
  const { operator, key, values, text } = entry;
  if (values.length === 0) return { why: `${text} has no value` };
  if (values.some(hasVariable)) return { why: `${text} holds a policy variable` };
  if (key === "aws:sourceip") return readAddresses(entry);
  if (key === "aws:principalisawsservice" && operator === "bool" && values.every(isTrue))
    return { about: "service", audience: services, reason: `only AWS services (${text})` };
  const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
  const matching = Object.hasOwn(matchings, operator) ? matchings[operator] : undefined;
  if (known === undefined) return { why: `${text} does not say who calls` };
  if (matching === undefined) return { why: `${text} does not name who may call` };
  const audience = union(values.map((value) => known.read(value, matching)));
  return audience.everyone
    ? { why: `${text} matches anyone (${values.join(", ")})` }
    : { about: known.about, audience, reason: `only ${key} ${values.join(", ")}` };
}

function readAddresses({ operator, values, text }: ConditionEntry): Reading {
  if (operator !== "ipaddress" && operator !== "stringequals") return { why: `${text} does not name who may call` };
  const blocks = values.map(parseCidr);
  const known = blocks.filter((block) => block !== undefined);
  if (known.length < blocks.length) return { why: `${text} holds text that is no address` };
  if (coversTooMuch(known)) return { why: `${text} covers too much of the internet (${values.join(", ")})` };
  return { about: "network", audience: bounded, reason: `only from ${values.join(", ")}` };
}
