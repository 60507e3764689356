import type { EventPlace } from "@plumbline/audit-kit/define";

/** Takes the ids of these forms for a type's own; what an event says of something else is undefined. */
export const ofForm =
  (form: RegExp) =>
  (named: string): string | undefined =>
    form.test(named) ? named : undefined;

const tagged = "requestParameters.resourcesSet.items[].resourceId";
/** The two events by which tags of EC2's resources change; they name resources of every type. */
export const ec2Tags = (form: RegExp) => {
  const one = { source: "ec2.amazonaws.com", effect: "update", touches: [], id: tagged, toId: ofForm(form) } as const;
  return [
    { ...one, name: "CreateTags" },
    { ...one, name: "DeleteTags" },
  ] as const;
};

/** Tells whether an ARN's account and region are those of a place. */
export const isIn = ({ account, region }: EventPlace, arn: { readonly account: string; readonly region: string }): boolean =>
  arn.account === account && arn.region === region;
