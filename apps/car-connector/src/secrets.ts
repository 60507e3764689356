import type { Io } from "@plumbline/cli/io";
import { type SecretFlag, takeSecrets as takeFlags, withAwsKeys as withKeys } from "@plumbline/cli/take-secrets";

type Name = "clientSecret" | "carPassword" | "carToken";
/** With the variables of IBM's connector. */
const flags: readonly SecretFlag<Name>[] = [
  { name: "clientSecret", flag: "--client-secret", variables: ["CONFIGURATION_AUTH_AWS_SECRET_ACCESS_KEY"] },
  { name: "carPassword", flag: "--car-service-password", variables: ["CAR_SERVICE_PASSWORD"] },
  { name: "carToken", flag: "--car-service-token", variables: ["CAR_SERVICE_AUTHTOKEN"] },
];

export type Secrets = { readonly [K in Name]?: string };

/** Takes the secrets of the connector out of the words, as `takeSecrets` of the cli does. */
export async function takeSecrets(given: readonly string[], io: Io, known: ReadonlySet<string>) {
  const { secrets, ...taken } = await takeFlags(flags, given, io, known);
  const found: Secrets = Object.fromEntries(secrets);
  return { ...taken, secrets: found };
}

/** The environment in which AWS's own keys are those that were given as IBM's connector takes them; else the environment as it is. */
export const withAwsKeys = (environment: Io["environment"], clientId: string | undefined, { clientSecret }: Secrets): Io["environment"] =>
  withKeys(
    environment,
    { id: clientId, secret: clientSecret },
    "the secret key as CONFIGURATION_AUTH_AWS_SECRET_ACCESS_KEY or --client-secret-file",
  );
