import { createHash } from "node:crypto";

const mark = "<redacted>";

// The ends of AWS's field names that carry a secret; names such as PasswordLastUsed and SecretArn do not end so, nor do paging tokens.
const secretField =
  /(password|passphrase|secret|secret_?access_?key|secretkey|secretstring|secretbinary|session_?token|securitytoken|authtoken|accesstoken|refreshtoken|idtoken|webidentitytoken|oauthtoken|authorizationtoken|privatekey|keymaterial|plaintext|samlassertion|tokencode|userdata|externalid|apikey)$/i;

const keyId = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;
const signedQuery = /([?&]X-Amz-(?:Security-Token|Signature|Credential)=)[^&\s"]+/gi;
const keyPrefix = "AKIAREDACTED";
const pseudonymLength = 8;

/**
 * Copies a value without its secrets: credentials, passwords, tokens, environment variables of functions and containers, user data.
 * An access key id becomes a stand-in that is the same wherever the id is met, so that calls about it still match.
 */
export const redact = (value: unknown): unknown => {
  if (typeof value === "string") return redactText(value);
  if (value instanceof Uint8Array) return redactBytes(value);
  if (value instanceof Date || value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(redact);
  const around = { isCredentials: "SecretAccessKey" in value || "secretAccessKey" in value, isSubscription: "SubscriptionArn" in value };
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, redactField(key, one, around)]));
};

/** What the fields beside it tell of a field. */
interface Around {
  readonly isCredentials: boolean;
  readonly isSubscription: boolean;
}
const redactField = (key: string, value: unknown, { isCredentials, isSubscription }: Around): unknown => {
  if (isCredentials && /^accesskeyid$/i.test(key)) return mark;
  // Whom AWS calls: names, addresses and numbers of persons.
  if (/^(contactinformation|alternatecontact)$/i.test(key)) return redactTexts(value);
  // Where alarms go: a mail or phone of a person, or a URL whose path is the key.
  if (isSubscription && key === "Endpoint") return mark;
  if (/^environment$/i.test(key)) return redactEnvironment(value);
  if (secretField.test(key) && (typeof value === "string" || value instanceof Uint8Array)) return mark;
  // EC2 gives user data as { Value }.
  return /^userdata$/i.test(key) && typeof value === "object" && value !== null ? { Value: mark } : redact(value);
};

const redactTexts = (value: unknown): unknown =>
  typeof value === "object" && value !== null ? Object.fromEntries(Object.keys(value).map((name) => [name, mark])) : redact(value);

// Lambda says { Variables: { NAME: value } }, ECS says [{ name, value }], CodeBuild has environmentVariables within.
const redactEnvironment = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(redactVariable);
  if (typeof value !== "object" || value === null) return redact(value);
  const variables = "Variables" in value ? value.Variables : undefined;
  if (typeof variables === "object" && variables !== null)
    return { ...value, Variables: Object.fromEntries(Object.keys(variables).map((name) => [name, mark])) };
  const listed = "environmentVariables" in value ? value.environmentVariables : undefined;
  return Array.isArray(listed) ? { ...value, environmentVariables: listed.map(redactVariable) } : redact(value);
};

const redactVariable = (variable: unknown): unknown =>
  typeof variable === "object" && variable !== null && "value" in variable ? { ...variable, value: mark } : redact(variable);

/** A query may hold a key, as those of alarm services do, and what stands before an @ a password. */
const urlSecrets = /(\bhttps?:\/\/)((?:<redacted>|[^\s"'<>@/])*@)?([^\s"'<>?#]*)(\?(?:<redacted>|[^\s"'<>#])*)?/gi;
/** In a policy's text, as it is or encoded as in a URL. */
const externalId = /("sts:ExternalId"\s*:\s*)("[^"]*"|\[[^\]]*\])/gi;
const encodedExternalId = /(%22sts%3AExternalId%22(?:%20|%09|%0A|%0D)*%3A(?:%20|%09|%0A|%0D)*)(%22.*?%22|%5B.*?%5D)/gi;

const redactText = (text: string): string =>
  text
    .replace(urlSecrets, (_, scheme: string, user: string | undefined, rest: string, query: string | undefined) =>
      [scheme, user === undefined ? "" : `${mark}@`, rest, query === undefined ? "" : `?${mark}`].join(""),
    )
    .replace(signedQuery, `$1${mark}`)
    .replace(externalId, `$1"${mark}"`)
    .replace(encodedExternalId, `$1%22${encodeURIComponent(mark)}%22`)
    .replace(keyId, pseudonym);

const redactBytes = (bytes: Uint8Array): Uint8Array => {
  const text = Buffer.from(bytes).toString("latin1");
  const redacted = redactText(text);
  return redacted === text ? bytes : new Uint8Array(Buffer.from(redacted, "latin1"));
};

const pseudonym = (id: string): string =>
  id.startsWith(keyPrefix) ? id : keyPrefix + createHash("sha256").update(id).digest("hex").slice(0, pseudonymLength).toUpperCase();
