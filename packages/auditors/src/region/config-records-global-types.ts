import { defineAuditor } from "@plumbline/audit-kit/define";
import { region } from "@plumbline/collectors/region";
import { faultOf } from "../judge/recorder.ts";

/**
 * Where AWS Config was before February 2022; recorders of newer regions take nothing of IAM, whatever their flag says.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingGroup.html
 */
const takingIam: ReadonlySet<string> = new Set([
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1", "af-south-1", "me-south-1"],
  ...[
    "ap-east-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
  ],
  ...["eu-central-1", "eu-north-1", "eu-south-1", "eu-west-1", "eu-west-2", "eu-west-3"],
  ...["cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1", "us-iso-west-1", "us-isob-east-1"],
]);

/** One region of an account is enough, as a benchmark asks it: users and roles are the same in all of them. */
export const regionConfigRecordsGlobalTypes = defineAuditor({
  id: "region/config-records-global-types",
  onRequest: true,
  title: "AWS Config records users, groups, roles and policies of IAM",
  severity: "medium",
  source: "https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html",
  subject: region,
  needs: ["recorders", "recorderStatuses", "deliveryChannels"],
  evaluate({ facts: { recorders, recorderStatuses, deliveryChannels }, region, now }) {
    const fail = (reason: string) => ({ status: "fail", reason, evidence: { recorders, recorderStatuses, deliveryChannels } }) as const;
    const taking = recorders.filter(({ recordsGlobalTypes }) => recordsGlobalTypes);
    if (taking.length === 0) return fail("no configuration recorder takes the global types");
    if (!takingIam.has(region)) return fail("AWS Config can't record the global types in this region");
    if (deliveryChannels.length === 0) return fail("its configuration recorder has no delivery channel");
    const records = recorderStatuses.some(
      (status) => status.isRecording && taking.some(({ name }) => name === status.name) && faultOf(status, now) === undefined,
    );
    return records ? { status: "pass" } : fail("the configuration recorder that takes the global types does not record");
  },
});
