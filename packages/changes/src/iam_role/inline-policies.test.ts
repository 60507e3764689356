import { testInlinePolicies } from "../principal/inline-policies.fixture.ts";
import { iamRoleInlinePolicies } from "./inline-policies.ts";
import { writeIamRoleInlinePolicies } from "./inline-policies.write.ts";

testInlinePolicies({
  ...{ kind: "Role", change: iamRoleInlinePolicies, writer: writeIamRoleInlinePolicies },
  subject: { id: "x", path: "/", trustPolicy: null, unreadable: "" },
});
