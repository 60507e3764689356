import { join } from "node:path";
import { exitCodes } from "@plumbline/cli/exit-code";
import { arn } from "@plumbline/finding-model/arn";
import { PlannedChange } from "@plumbline/finding-model/change";
import { Finding } from "@plumbline/finding-model/finding";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { writeFile } from "@plumbline/run-store/write";
import type { Emulator } from "@plumbline/testkit/emulator";
import { makeQueues } from "@plumbline/testkit/queues";
import { z } from "zod";
import type { Step } from "./step.ts";

/** From an event to its remedy: the record of a call, a message in a queue, and the remediator's Lambda run by the worker. */
export async function eventSteps(emulator: Emulator, folder: string, image: ResourceRef): Promise<Step[]> {
  const { queue, dead, sqs } = await makeQueues(emulator.url, "remediator", 60);
  sqs.destroy();
  const event = join(folder, "event.json");
  await writeFile(event, [`${JSON.stringify(recordOf(image), null, 2)}\n`]);
  return [
    {
      title: "12. Somebody shares the image again: its CloudTrail record becomes a message in a queue",
      words: ["translate-events", event, "--sqs", queue],
      wanted: exitCodes.clean,
      isOnStderr: true,
    },
    {
      title: "13. The remediator's Lambda handles the queue, here without Lambda",
      variables: { REMEDIATE: "true", PLUMBLINE_DEAD_LETTER_QUEUE: dead },
      words: ["work", "--handler", "remediator", "--queue", queue, "--until-empty", "--wait", "1"],
      wanted: exitCodes.clean,
      show: (output) => output.trimEnd().split("\n").map(short).join("\n"),
    },
  ];
}

const Told = z.union([
  Finding.transform(({ check, resource, verdict }) => `${verdict.status} ${check} ${resource.id}`),
  z
    .object({ change: PlannedChange, status: z.string() })
    .transform(({ change, status }) => `${status} ${change.id} ${change.change} ${change.resource.id}`),
]);

/** A finding, or what became of a change, in a few words; the function logs them as JSON. */
function short(line: string): string {
  return line.startsWith("{") ? Told.parse(JSON.parse(line)) : line;
}

/** As CloudTrail delivers it to EventBridge. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html */
const recordOf = ({ account, region, id }: ResourceRef) => ({
  ...{ version: "0", source: "aws.ec2", "detail-type": "AWS API Call via CloudTrail", account, region },
  detail: {
    ...{ eventVersion: "1.11", eventSource: "ec2.amazonaws.com", eventName: "ModifyImageAttribute", awsRegion: region },
    ...{ eventTime: "2026-03-01T12:00:00Z", recipientAccountId: account, eventID: "11111111-1111-1111-1111-111111111111" },
    userIdentity: {
      type: "IAMUser",
      accountId: account,
      arn: arn({ partition: "aws", service: "iam", account, resource: "user/somebody" }),
    },
    requestParameters: { imageId: id, attributeType: "launchPermission" },
    responseElements: { _return: true },
  },
});
