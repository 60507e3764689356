import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { type SecretFlag, type TakenSecrets, takeSecrets, withAwsKeys } from "@plumbline/cli/take-secrets";
import { variablesOf } from "./old-words.ts";

type Name = "secretAccessKey" | "sessionToken" | "kennaApiKey";
const flags: readonly SecretFlag<Name>[] = [
  { name: "secretAccessKey", flag: "--aws-secret-access-key", variables: variablesOf("aws_secret_access_key") },
  { name: "sessionToken", flag: "--aws-session-token", variables: variablesOf("aws_session_token") },
  { name: "kennaApiKey", flag: "--kenna-api-key", variables: ["KENNA_API_KEY", ...variablesOf("kenna_api_key")] },
];

/** The secrets of a run, which no option holds. */
export type Secrets = ReadonlyMap<Name, string>;

/** Takes the secrets of AWS and of Kenna out of the words, as `takeSecrets` does. Rejects with a usage error for a key that no header can hold. */
export async function takeOwnSecrets(words: readonly string[], io: Io, known: ReadonlySet<string>): Promise<TakenSecrets<Name>> {
  const taken = await takeSecrets(flags, words, io, known);
  // https://www.rfc-editor.org/rfc/rfc9110#section-5.5
  if (!/^[\x21-\x7e]*$/.test(taken.secrets.get("kennaApiKey") ?? ""))
    throw usageError(
      "Kenna's API key holds a character that no key has: a line break, a space, or one beyond ASCII",
      "give the key alone, as Kenna shows it",
    );
  return taken;
}

/** The surroundings in which AWS's own keys are those that were given; unchanged when none were. */
export const withKeys = (io: Io, { awsAccessKeyId }: { readonly awsAccessKeyId?: string | undefined }, secrets: Secrets): Io => ({
  ...io,
  environment: withAwsKeys(
    io.environment,
    { id: awsAccessKeyId, secret: secrets.get("secretAccessKey"), token: secrets.get("sessionToken") },
    "the secret key with --aws-secret-access-key-file, or all as AWS's own variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
  ),
});
