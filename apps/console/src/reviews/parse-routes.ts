import { Route } from "@plumbline/access-reviews/routes";
import { Refusal } from "../frame/refusal.ts";

const names: Readonly<Record<string, string>> = {
  account: "account",
  unit: "businessUnit",
  tag: "tag",
  kind: "kind",
  alternate: "alternate",
  mail: "mail",
};

/** Reads routes, one a line: who reviews, and after semicolons what must fit. An empty line says nothing. */
export const parseRoutes = (text: string): readonly Route[] =>
  text.split(/\r?\n/).flatMap((line, index) => {
    const [reviewer = "", ...parts] = line.split(";").map((part) => part.trim());
    if (line.trim() === "") return [];
    const said = parts
      .filter((part) => part !== "")
      .map((part): [string, string] => {
        const [name = "", ...value] = part.split("=");
        const field = Object.hasOwn(names, name.trim()) ? names[name.trim()] : undefined;
        if (field === undefined || value.length === 0)
          throw wrong(index, `${part} is none of ${Object.keys(names).join(", ")} with a value`);
        return [field, value.join("=").trim()];
      });
    const route = Route.safeParse({ reviewer, ...Object.fromEntries(said) });
    if (!route.success) throw wrong(index, route.error.issues[0]?.message ?? "invalid");
    return [route.data];
  });

const wrong = (index: number, what: string): Refusal => new Refusal(400, `Route ${index + 1} can't be read: ${what}. Nothing was done.`);
