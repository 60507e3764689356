/** Calls of the services with forms and XML (RDS, Beanstalk, load balancers, IAM) as CloudTrail writes them. */
import { type Nested, nest } from "./nest.ts";
import { clockText, instantIn, isTag, lower, type RecordObject, type RecordValue, scalar } from "./record-value.ts";
import { elementAt, isElement, type XmlValue } from "./xml.ts";

type NestedObject = { readonly [name: string]: Nested };
const isList = (value: Nested): value is readonly Nested[] => Array.isArray(value);

/** `requestParameters` of a call. */
export const queryRequest = (form: Readonly<Record<string, string>>): RecordObject => fields(nest(form));

function fields(nested: NestedObject): RecordObject {
  const isText = isTag(nested);
  return Object.fromEntries(
    Object.entries(nested).map(([name, value]) => [lower(name), isText && typeof value === "string" ? value : asked(name, value)]),
  );
}

function asked(name: string, value: Nested): RecordValue {
  if (typeof value === "string") return scalar(name, value);
  if (isList(value)) return value.map((one) => asked(name, one));
  // `Subnets.member.1` and `Tags.Tag.1.Key` are lists with a name for their members.
  const [only, ...others] = Object.values(value);
  return only !== undefined && others.length === 0 && isList(only) ? only.map((one) => asked(name, one)) : fields(value);
}

/** `responseElements` of a call: what the answer's result holds; RDS is told without the name of what it describes. */
export function queryResponse(service: string, operation: string, response: string): RecordObject | null {
  const result = elementAt(response, `${operation}Response`, `${operation}Result`);
  // Beanstalk's answers are not recorded: https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.cloudtrail.html
  if (service === "elasticbeanstalk" || result === undefined || !isElement(result)) return null;
  const inner = Object.values(result)[0];
  return elementOf(service === "rds" && inner !== undefined && isElement(inner) ? inner : result);
}

function elementOf(xml: { readonly [name: string]: XmlValue }): RecordObject {
  const isText = isTag(xml);
  return Object.fromEntries(
    Object.entries(xml).map(([name, value]) => [lower(name), isText && typeof value === "string" ? value : said(name, value)]),
  );
}

const isListName = (name: string) => /[^su]s$|List$/.test(name) && !/^PendingModifiedValues$|Details$/.test(name);

function said(name: string, value: XmlValue): RecordValue {
  if (typeof value === "string") {
    if (value === "" && isListName(name)) return [];
    const instant = instantIn(value);
    return instant === undefined ? scalar(name, value) : clockText(instant);
  }
  if (!isElement(value)) return value.map((one) => said(name, one));
  const [[key, only] = ["", ""], ...others] = Object.entries(value);
  if (others.length > 0 || (key !== "member" && !isListName(name) && !Array.isArray(only))) return elementOf(value);
  return (Array.isArray(only) ? only : [only]).map((one: XmlValue) => said("member", one));
}
