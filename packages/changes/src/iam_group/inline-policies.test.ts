import { testInlinePolicies } from "../principal/inline-policies.fixture.ts";
import { iamGroupInlinePolicies } from "./inline-policies.ts";
import { writeIamGroupInlinePolicies } from "./inline-policies.write.ts";

testInlinePolicies({
  ...{ kind: "Group", change: iamGroupInlinePolicies, writer: writeIamGroupInlinePolicies },
  subject: { id: "x" },
});
