import type { Aws } from "@plumbline/aws-session/aws";
import { AwsError } from "@plumbline/aws-session/errors";
import type { IamSource } from "../iam-source.ts";
import { allFailed } from "../read-lists.ts";
import { SourceError } from "../source-error.ts";
import type { Surroundings } from "../surroundings.ts";
import { eksToken, eksTokenMilliseconds } from "./eks-token.ts";
import { kinds, kubernetesSource } from "./kubernetes-source.ts";

export interface EksCluster {
  readonly name: string;
  readonly arn: string;
  /** Null where it could not be read or is not there yet; then `failure` says why. */
  readonly endpoint: string | null;
  /** PEM, in base64. */
  readonly certificateAuthority: string | null;
}
interface Options {
  readonly aws: Aws;
  readonly cluster: EksCluster;
  readonly surroundings: Omit<Surroundings, "fetch">;
}

/** What happens inside an EKS cluster, which is asked with a token of the session's principal. Its name in the inventory is its ARN. */
export async function eksSource({
  aws,
  cluster: { name, arn, endpoint, certificateAuthority },
  surroundings,
}: Options): Promise<IamSource> {
  if (endpoint === null || certificateAuthority === null)
    return unreadSource(aws.account, arn, {
      kind: "failed",
      tried: `ask the EKS cluster ${name} in ${aws.account}/${aws.region}`,
      outcome: "it has no API yet",
      hint: "Try again when it is active.",
    });
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: arn, server: endpoint, caData: certificateAuthority, skipTLSVerify: false }],
    users: [{ name: "session", authProvider: { name: provider } }],
    contexts: [{ name: arn, cluster: arn, user: "session" }],
    currentContext: arn,
  });
  let known: { readonly token: string; readonly until: number } | undefined;
  config.addAuthenticator({
    isAuthProvider: (user) => user.authProvider?.name === provider,
    async applyAuthentication(_user, options) {
      const now = surroundings.now();
      if (known === undefined || known.until <= now.getTime()) {
        const token = await eksToken(aws, name, now).catch((cause: unknown) => {
          throw noToken(name, aws, cause);
        });
        known = { token, until: now.getTime() + eksTokenMilliseconds };
      }
      options.headers = { ...options.headers, Authorization: `Bearer ${known.token}` };
    },
  });
  return kubernetesSource({ name: arn, account: aws.account, config, surroundings });
}

const provider = "plumbline-eks";

/** A cluster of which nothing could be read, and why. */
export const unreadSource = (account: string, arn: string, failure: ConstructorParameters<typeof SourceError>[0]): IamSource => ({
  ...{ name: "kubernetes", listing: `kubernetes/${arn}`, account, kinds },
  async *read() {
    yield* allFailed(kinds, new SourceError(failure));
  },
});

/** A cluster that is no more: nothing of it is left. */
export const goneSource = (account: string, arn: string): IamSource => ({
  ...{ name: "kubernetes", listing: `kubernetes/${arn}`, account, kinds },
  async *read() {
    for (const kind of kinds) yield { looked: { kind, outcome: "ok", message: "AWS lists no such cluster any more" } };
  },
});

const noToken = (name: string, { account, region }: Aws, cause: unknown): SourceError =>
  new SourceError({
    kind: cause instanceof AwsError ? cause.kind : "failed",
    tried: `make a token for the EKS cluster ${name} in ${account}/${region}`,
    outcome: cause instanceof AwsError ? cause.message : "there are no credentials to sign it with",
    hint: "Sign in to AWS again.",
    cause,
  });
