/** The six parts of an ARN; a part may hold wildcards. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Splits an ARN at its first five colons; `undefined` for other text. */
export function parseArn(text: string): Arn | undefined {
  const [scheme, partition, service, region, account, ...resource] = text.split(":");
  if (scheme !== "arn" || !partition || !service || region === undefined || account === undefined || resource.length === 0)
    return undefined;
  return { partition, service, region, account, resource: resource.join(":") };
}

/** Tells whether a text is an account id: digits, of which AWS has 12 and test systems fewer. Ids begin with zeros, so they are text. */
export const isAccountId = (text: string): boolean => /^\d+$/.test(text);

/** The ARN that stands for a whole account as principal. */
export const accountRoot = ({ partition, account }: { readonly partition: string; readonly account: string }): string =>
  `arn:${partition}:iam::${account}:root`;
