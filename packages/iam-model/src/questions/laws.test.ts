import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { IamRecord } from "../kinds.ts";
import type { Outcome } from "./answer.ts";
import { evaluate, isHeldBack } from "./evaluate.ts";
import { inventoryOf } from "./inventory.ts";
import * as w from "./world.fixture.ts";

type Statement = Record<string, unknown>;
interface Policies {
  readonly identity: readonly Statement[];
  readonly boundary?: readonly Statement[] | undefined;
  readonly levels: readonly (readonly Statement[])[];
}

// Few and short names, so that patterns meet often.
const actions = ["s:A", "s:B", "s:AB", "t:A"];
const resources = ["arn:p:s:::a", "arn:p:s:::b", "arn:p:s:::ab"];
const actionPattern = fc.constantFrom(...actions, "*", "s:*", "s:A*", "*:A", "s:?", "S:a", "t:*");
const resourcePattern = fc.constantFrom(...resources, "*", "arn:p:s:::*", "arn:p:s:::a*", "arn:*b", "arn:p:s:::?");
const some = (pattern: fc.Arbitrary<string>) => fc.array(pattern, { minLength: 1, maxLength: 3 });
const condition = fc.constantFrom(
  { Bool: { "aws:MultiFactorAuthPresent": "true" } },
  { StringEquals: { "aws:username": "ann" } },
  { StringEquals: { "aws:username": "bob" } },
);
const statement: fc.Arbitrary<Statement> = fc
  .record({
    effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
    isNotAction: fc.boolean(),
    isNotResource: fc.boolean(),
    actions: some(actionPattern),
    resources: some(resourcePattern),
    condition: fc.option(condition, { freq: 4, nil: undefined }),
  })
  .map(({ effect, isNotAction, isNotResource, actions, resources, condition }) => ({
    ...{ Effect: effect, [isNotAction ? "NotAction" : "Action"]: actions, [isNotResource ? "NotResource" : "Resource"]: resources },
    ...(condition && { Condition: condition }),
  }));
const statements = fc.array(statement, { maxLength: 4 });
const policies: fc.Arbitrary<Policies> = fc.record({
  identity: statements,
  boundary: fc.option(statements, { nil: undefined }),
  levels: fc.array(statements, { maxLength: 2 }),
});
const action = fc.constantFrom(...actions);
const resource = fc.constantFrom(...resources);

function policiesOf({ identity, boundary, levels }: Policies) {
  const ann = w.user("ann", { boundary: boundary ? w.policyArn("edge") : null });
  const records: IamRecord[] = [
    ...[ann, w.inline(ann, w.document(...identity))],
    ...(boundary ? [w.policy("edge", w.document(...boundary))] : []),
    ...(levels.length > 0 ? [w.memberAccount(levels.map((_, index) => [`p-${index}`]))] : []),
    ...levels.map((level, index) => w.scp(`p-${index}`, w.document(...level))),
  ];
  const inventory = inventoryOf(w.world(records));
  return inventory.policiesOf(inventory.principals[0]!);
}
const ask = (of: Policies, query: { action: string; resource: string }) => evaluate(policiesOf(of), query);

/** The rules as AWS's page says them, for one action and one resource, with MFA or without: no patterns of patterns, no conditions kept. */
function isAllowed({ identity, boundary, levels }: Policies, action: string, resource: string, hasMfa: boolean): boolean {
  const layers = [identity, ...(boundary ? [boundary] : []), ...levels];
  const isIt = (one: Statement): boolean => {
    const fits = (patterns: unknown, text: string, flags: string): boolean =>
      (patterns as string[]).some((pattern) =>
        new RegExp(
          `^${pattern
            .replace(/[.+^$()|[\]\\]/g, "\\$&")
            .replaceAll("*", ".*")
            .replaceAll("?", ".")}$`,
          flags,
        ).test(text),
      );
    const isAction = one["Action"] ? fits(one["Action"], action, "i") : !fits(one["NotAction"], action, "i");
    const isResource = one["Resource"] ? fits(one["Resource"], resource, "") : !fits(one["NotResource"], resource, "");
    const asked = one["Condition"] as Record<string, Record<string, string>> | undefined;
    const isMet = asked?.["Bool"] ? hasMfa : asked?.["StringEquals"] ? asked["StringEquals"]["aws:username"] === "ann" : true;
    return isAction && isResource && isMet;
  };
  if (layers.some((layer) => layer.some((one) => one["Effect"] === "Deny" && isIt(one)))) return false;
  return layers.every((layer) => layer.some((one) => one["Effect"] === "Allow" && isIt(one)));
}

const rank: Record<Outcome, number> = { denied: 0, conditional: 1, partly: 2, allowed: 3 };
const worth = (of: Policies, query: { action: string; resource: string }): number => rank[ask(of, query).outcome];

describe("for any policies", () => {
  test("one action on one resource is answered as the rules say, with MFA and without", () => {
    const agrees = fc.property(policies, action, resource, (of, action, resource) => {
      const { outcome } = ask(of, { action, resource });
      const [withMfa, without] = [isAllowed(of, action, resource, true), isAllowed(of, action, resource, false)];
      expect(outcome).not.toBe("partly");
      // Allowed and denied are said of every request; what depends on MFA must be conditional.
      if (outcome === "allowed") expect([withMfa, without]).toEqual([true, true]);
      if (outcome === "denied") expect([withMfa, without]).toEqual([false, false]);
      if (withMfa !== without) expect(outcome).toBe("conditional");
    });
    fc.assert(agrees, { numRuns: 3000 });
  });
  test("patterns: allowed is all of it, denied is nothing of it", () => {
    const agrees = fc.property(policies, fc.constantFrom("*:*", "s:*", "s:A*"), fc.constantFrom("*", "arn:p:s:::a*"), (of, pattern, on) => {
      const { outcome } = ask(of, { action: pattern, resource: on });
      const asked = actions.filter((one) => pattern === "*:*" || one.startsWith(pattern.slice(0, -1)));
      const where = resources.filter((one) => on === "*" || one.startsWith(on.slice(0, -1)));
      const answers = asked.flatMap((one) => where.flatMap((at) => [true, false].map((hasMfa) => isAllowed(of, one, at, hasMfa))));
      if (outcome === "allowed") expect(answers).not.toContain(false);
      if (outcome === "denied") expect(answers).not.toContain(true);
    });
    fc.assert(agrees, { numRuns: 2000 });
  });
  const query = fc.record({ action: fc.constantFrom(...actions, "*:*", "s:*"), resource: fc.constantFrom(...resources, "*") });
  test("another Deny never adds access", () => {
    const less = fc.property(policies, statement, query, (of, one, asked) => {
      const denied = { ...of, identity: [...of.identity, { ...one, Effect: "Deny" }] };
      expect(worth(denied, asked)).toBeLessThanOrEqual(worth(of, asked));
    });
    fc.assert(less, { numRuns: 1000 });
  });
  test("a boundary never adds access, nor does another level", () => {
    const less = fc.property(policies, statements, query, (of, edge, asked) => {
      const free = { ...of, boundary: undefined };
      expect(worth({ ...of, boundary: edge }, asked)).toBeLessThanOrEqual(worth(free, asked));
      expect(worth({ ...of, levels: [...of.levels, edge] }, asked)).toBeLessThanOrEqual(worth(of, asked));
    });
    fc.assert(less, { numRuns: 1000 });
  });
  test("a boundary that holds nothing back changes no answer", () => {
    // What it lets through is often what there is, so that not all boundaries hold something back.
    const edged = fc.tuple(policies, statements, fc.boolean()).map(([of, edge, isSame]) => {
      return { ...of, boundary: isSame ? [...of.identity.filter(({ Effect }) => Effect === "Allow"), ...edge] : edge };
    });
    const equal = fc.property(edged, query, (of, asked) => {
      if (!isHeldBack(policiesOf(of))) expect(worth(of, asked)).toBe(worth({ ...of, boundary: undefined }, asked));
    });
    fc.assert(equal, { numRuns: 2000 });
  });
  test("another Allow never takes access away", () => {
    const more = fc.property(policies, statement, query, (of, one, asked) => {
      const allowed = { ...of, identity: [...of.identity, { ...one, Effect: "Allow" }] };
      expect(worth(allowed, asked)).toBeGreaterThanOrEqual(worth(of, asked));
    });
    fc.assert(more, { numRuns: 1000 });
  });
  test("the order of statements does not matter", () => {
    const same = fc.property(policies, query, (of, asked) => {
      const turned = {
        ...{ identity: [...of.identity].reverse(), boundary: of.boundary && [...of.boundary].reverse() },
        levels: of.levels.map((level) => [...level].reverse()),
      };
      expect(worth(turned, asked)).toBe(worth(of, asked));
    });
    fc.assert(same, { numRuns: 1000 });
  });
});
