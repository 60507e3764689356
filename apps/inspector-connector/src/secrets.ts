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

/** Takes the secrets of AWS and of Kenna out of the words, as `takeSecrets` does. */
export const takeOwnSecrets = (words: readonly string[], io: Io, known: ReadonlySet<string>): Promise<TakenSecrets<Name>> =>
  takeSecrets(flags, words, io, known);

/** The surroundings in which AWS's own keys are those that were given; unchanged when none were. */
export const withKeys = (io: Io, { awsAccessKeyId }: { readonly awsAccessKeyId?: string | undefined }, secrets: Secrets): Io => ({
  ...io,
  environment: withAwsKeys(
    io.environment,
    { id: awsAccessKeyId, secret: secrets.get("secretAccessKey"), token: secrets.get("sessionToken") },
    "the secret key with --aws-secret-access-key-file, or all as AWS's own variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
  ),
});
