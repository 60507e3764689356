interface Partition {
  /** Where global services such as IAM and Organizations are signed and listed. */
  readonly mainRegion: string;
  readonly dnsSuffix: string;
  readonly regions: RegExp;
}

// https://github.com/aws/aws-sdk-js-v3/blob/main/packages/util-endpoints (partitions.json) is AWS's own list.
const partitions: Readonly<Record<string, Partition>> = {
  "aws-cn": { mainRegion: "cn-northwest-1", dnsSuffix: "amazonaws.com.cn", regions: /^cn-/ },
  "aws-us-gov": { mainRegion: "us-gov-west-1", dnsSuffix: "amazonaws.com", regions: /^us-gov-/ },
  "aws-iso": { mainRegion: "us-iso-east-1", dnsSuffix: "c2s.ic.gov", regions: /^us-iso-/ },
  "aws-iso-b": { mainRegion: "us-isob-east-1", dnsSuffix: "sc2s.sgov.gov", regions: /^us-isob-/ },
  "aws-iso-e": { mainRegion: "eu-isoe-west-1", dnsSuffix: "cloud.adc-e.uk", regions: /^eu-isoe-/ },
  "aws-iso-f": { mainRegion: "us-isof-south-1", dnsSuffix: "csp.hci.ic.gov", regions: /^us-isof-/ },
  "aws-eusc": { mainRegion: "eusc-de-east-1", dnsSuffix: "amazonaws.eu", regions: /^eusc-/ },
  aws: { mainRegion: "us-east-1", dnsSuffix: "amazonaws.com", regions: /^(?!global$)[a-z]{2,}-[a-z]+-\d+$/ },
};

const get = (partition: string): Partition => {
  const found = Object.hasOwn(partitions, partition) ? partitions[partition] : undefined;
  if (found === undefined) throw new RangeError(`no such partition: ${partition}; known are ${Object.keys(partitions).join(", ")}`);
  return found;
};

/** The region where a partition's global services answer, such as us-east-1 for aws. Throws a RangeError for an unknown partition. */
export const mainRegion = (partition: string): string => get(partition).mainRegion;

/** The end of a partition's host names, such as amazonaws.com.cn for aws-cn. Throws a RangeError for an unknown partition. */
export const dnsSuffix = (partition: string): string => get(partition).dnsSuffix;

/** The partition to which a region name belongs. Throws a RangeError for what is no region name, such as `global`. */
export const partitionOf = (region: string): string => {
  const found = Object.entries(partitions).find(([, { regions }]) => regions.test(region));
  if (found === undefined) throw new RangeError(`no such region: ${region}; give one such as eu-west-1`);
  return found[0];
};
