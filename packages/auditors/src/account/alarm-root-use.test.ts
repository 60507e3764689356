import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { brokenChains, ringing } from "../judge/alarm-chain.fixture.ts";
import { accountAlarmRootUse } from "./alarm-root-use.ts";

const root = '$.userIdentity.type = "Root"';
const direct = "$.userIdentity.invokedBy NOT EXISTS";
const noService = '$.eventType != "AwsServiceEvent"';

describe("account/alarm-root-use", () => {
  testAuditor(it, accountAlarmRootUse, {
    pass: {
      "the root user's own calls": ringing(`{ ${root} && ${direct} && ${noService} }`),
      "also what services do in its name": ringing(`{ ${root} }`),
      "also events of services": ringing(`{ (${root}) && (${direct}) }`),
      "another order, spacing and quoting": ringing(
        "{$.eventType!=AwsServiceEvent&&$.userIdentity.invokedBy   NOT   EXISTS&&$.userIdentity.type=Root}",
      ),
      "more events": ringing(`{ (${root} && ${direct}) || $.eventName = "ConsoleLogin" }`),
    },
    fail: {
      ...brokenChains(`{ ${root} && ${direct} && ${noService} }`),
      "not the root user": ringing(`{ ${root.replace("=", "!=")} && ${direct} && ${noService} }`),
      "root in small letters": ringing(`{ ${root.toLowerCase()} }`),
      "what services do in its name alone": ringing(`{ ${root} && $.userIdentity.invokedBy EXISTS }`),
      "its sign-ins alone": ringing(`{ ${root} && $.eventName = "ConsoleLogin" }`),
      "its calls that were refused": ringing(`{ ${root} && $.errorCode EXISTS }`),
      "calls of everyone": ringing(`{ ${direct} && ${noService} }`),
      "any term of the three": ringing(`{ ${root} || ${direct} || ${noService} }`),
      "every event": ringing(""),
    },
  });
});
