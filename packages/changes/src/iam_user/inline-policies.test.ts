import { testInlinePolicies } from "../principal/inline-policies.fixture.ts";
import { iamUserInlinePolicies } from "./inline-policies.ts";
import { writeIamUserInlinePolicies } from "./inline-policies.write.ts";

testInlinePolicies({
  ...{ kind: "User", change: iamUserInlinePolicies, writer: writeIamUserInlinePolicies },
  subject: { id: "x", passwordLastUsed: null },
});
