/** The parts of an ARN; region and account are empty where the service has none, as in S3 and IAM. A part may hold wildcards. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

type Parts = Pick<Arn, "partition" | "service" | "resource"> & Partial<Arn>;

/** Joins the parts of an ARN (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html). */
export const arn = ({ partition, service, region = "", account = "", resource }: Parts): string =>
  ["arn", partition, service, region, account, resource].join(":");

/** Splits an ARN into its parts, or says undefined for a text that is none. The resource keeps its own colons. */
export const parseArn = (text: string): Arn | undefined => {
  const [head, partition, service, region, account, ...resource] = text.split(":");
  if (head !== "arn" || !partition || !service || resource.length === 0) return undefined;
  return { partition, service, region: region ?? "", account: account ?? "", resource: resource.join(":") };
};

/** The ARN that stands for a whole account as principal. */
export const accountRoot = ({ partition, account }: { readonly partition: string; readonly account: string }): string =>
  arn({ partition, service: "iam", account, resource: "root" });
