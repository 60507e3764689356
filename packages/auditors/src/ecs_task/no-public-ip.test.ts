import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { ecsTaskNoPublicIp } from "./no-public-ip.ts";

const base = { id: "arn:aws:ecs:us-east-1:111111111111:task/one/0123", cluster: "arn:aws:ecs:us-east-1:111111111111:cluster/one" };
const run = { desiredStatus: "RUNNING" as const, group: "service:web", interface: "own" as const, publicAddresses: ["203.0.113.7"] };

describe("ecs_task/no-public-ip", () => {
  testAuditor(it, ecsTaskNoPublicIp, {
    pass: { "private addresses only": { facts: { ...base, run: { ...run, publicAddresses: [] } } } },
    fail: {
      "a task of a service": { facts: { ...base, run }, remedy: "cured", blastRadius: { affected: [{ kind: "task", id: base.id }] } },
      "a stand-alone task, with IPv6 too": {
        facts: { ...base, run: { ...run, group: "family:jobs", publicAddresses: ["203.0.113.7", "2001:db8::7"] } },
        remedy: "cured",
      },
      "another partition": {
        facts: { ...base, id: base.id.replace("aws", "aws-us-gov"), run },
        partition: "aws-us-gov",
        region: "us-gov-west-1",
      },
    },
    notApplicable: {
      stopping: { facts: { ...base, run: { ...run, desiredStatus: "STOPPED" } } },
      "on its host's network": { facts: { ...base, run: { ...run, interface: "host", publicAddresses: [] } } },
      "still starting": { facts: { ...base, run: { ...run, interface: "unattached", publicAddresses: [] } } },
      "forgotten by AWS": { facts: { ...base, run: null } },
    },
  });

  const notes: Record<string, [group: string, text: string]> = {
    "started by a service": ["service:web:blue", "service web:blue starts another task"],
    "started alone": ["family:jobs", "no service starts it again"],
  };
  it.each(Object.entries(notes))("tells what a stop means for a task %s", (_, [group, text]) => {
    const plan = ecsTaskNoPublicIp.remediation?.plan({ facts: { ...base, run: { ...run, group } } } as never, undefined);
    expect(JSON.stringify(plan)).toContain(text);
    expect(plan).toMatchObject({ steps: [{ undo: { impossible: expect.stringContaining("never runs again") } }] });
  });
});
