/** Calls of EC2 as CloudTrail writes them. */
import { type Nested, nest } from "./nest.ts";
import { instantIn, isTag, lower, type RecordObject, type RecordValue, scalar } from "./record-value.ts";
import { isElement, rootOf, type XmlValue } from "./xml.ts";

// Calls that came later to EC2 are recorded as the XML that they stand for, in an element of their own.
const enclosed = new Set([
  "AssignIpv6Addresses",
  "UnassignIpv6Addresses",
  "ModifyInstanceMetadataOptions",
  "ModifySecurityGroupRules",
  "CreateNatGateway",
  "DeleteNatGateway",
  "CreateFlowLogs",
  "DeleteFlowLogs",
  "CreateSnapshots",
  "CreateLaunchTemplate",
  "DeleteLaunchTemplate",
  "CreateFleet",
]);

/** Lists, by their name in the form: the name of the set, and of the field when its members are single values. */
const sets: Readonly<Record<string, readonly [set: string, field?: string]>> = {
  InstanceId: ["instancesSet", "instanceId"],
  ResourceId: ["resourcesSet", "resourceId"],
  SecurityGroupId: ["groupSet", "groupId"],
  SecurityGroup: ["groupSet", "groupName"],
  Tag: ["tagSet"],
  TagSpecification: ["tagSpecificationSet"],
  NetworkInterface: ["networkInterfaceSet"],
  BlockDeviceMapping: ["blockDeviceMapping"],
  PrivateIpAddress: ["privateIpAddressesSet", "privateIpAddress"],
  privateIpAddress: ["privateIpAddressesSet", "privateIpAddress"],
};
/** What RunInstances says of the instances stands in their set. */
const ofInstances = new Set(["ImageId", "MinCount", "MaxCount", "KeyName"]);

/** `requestParameters` of a call of EC2. */
export function ec2Request(operation: string, form: Readonly<Record<string, string>>): RecordObject {
  const { UserData, ...open } = form;
  const nested = nest(open);
  const hidden = UserData === undefined ? {} : { userData: "<sensitiveDataRemoved>" };
  if (enclosed.has(operation)) return { [`${operation}Request`]: { ...inside(nested), ...hidden } };
  if (operation !== "RunInstances") return { ...fields(nested), ...hidden };
  const own = Object.entries(nested).filter(([name]) => ofInstances.has(name));
  const others = Object.entries(nested).filter(([name]) => !ofInstances.has(name));
  return { instancesSet: { items: [fields(Object.fromEntries(own))] }, ...fields(Object.fromEntries(others)), ...hidden };
}

type NestedObject = { readonly [name: string]: Nested };
const isList = (value: Nested): value is readonly Nested[] => Array.isArray(value);

function fields(nested: NestedObject): RecordObject {
  return Object.fromEntries(
    Object.entries(nested).map(([name, value]): [string, RecordValue] => {
      if (typeof value === "string") return [lower(name), isTag(nested) ? value : scalar(name, value)];
      if (!isList(value)) return [lower(name), fields(value)];
      const [set, field = lower(name)] = sets[name] ?? [`${lower(name)}Set`];
      return [set, { items: value.map((one) => member(field, one)) }];
    }),
  );
}

const member = (field: string, one: Nested): RecordValue => {
  if (typeof one === "string") return { [field]: scalar(field, one) };
  return isList(one) ? one.map((inner) => member(field, inner)) : tagged(one);
};

/** The tags of a specification are a list, those of a call a set. */
const tagged = ({ Tag, ...others }: NestedObject): RecordObject => ({
  ...fields(others),
  ...(Tag !== undefined && isList(Tag) ? { tags: Tag.map((one) => member("tag", one)) } : {}),
});

function inside(nested: NestedObject): RecordObject {
  return Object.fromEntries(
    Object.entries(nested).map(([name, value]): [string, RecordValue] => {
      if (typeof value === "string") return [name, scalar(name, value)];
      if (!isList(value)) return [name, inside(value)];
      const all = value.map((one, i): RecordValue => {
        if (typeof one === "string") return { tag: i + 1, content: scalar(name, one) };
        return isList(one) ? [] : { tag: i + 1, ...inside(one) };
      });
      // A list of one is its one element.
      return [name, all.length === 1 && all[0] !== undefined ? all[0] : all];
    }),
  );
}

/** `responseElements` of a call of EC2. */
export function ec2Response(operation: string, response: string): RecordObject | null {
  const root = rootOf(response);
  if (root === undefined || !isElement(root)) return null;
  const said = element(root);
  return enclosed.has(operation) ? { [`${operation}Response`]: said } : said;
}

function element(xml: { readonly [name: string]: XmlValue }): RecordObject {
  const isText = isTag(xml);
  return Object.fromEntries(
    Object.entries(xml).map(([name, value]) => [
      name === "return" ? "_return" : name,
      isText && typeof value === "string" ? value : fieldOf(name, value),
    ]),
  );
}

function fieldOf(name: string, value: XmlValue): RecordValue {
  if (typeof value === "string") {
    if (value === "" && /Set$|Mapping$|^productCodes$/.test(name)) return {};
    // EC2's times are milliseconds in records.
    return instantIn(value) ?? scalar(name, value);
  }
  if (!isElement(value)) return value.map((one) => fieldOf(name, one));
  const { item, ...others } = value;
  if (item === undefined || Object.keys(others).length > 0) return element(value);
  const items = Array.isArray(item) ? item : [item];
  return { items: items.map((one) => fieldOf("item", one)) };
}
