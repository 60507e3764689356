/** Vertices of CAR's import schema, version 2. https://github.com/IBM/cp4s-car-schema */
import { z } from "zod";

const epochMilliseconds = z.number();
/** Tags to add and to take away; CAR keeps the others. */
const tagged = { tag: z.array(z.string()).optional(), untag: z.array(z.string()).optional() };
const text = z.string().optional();
const number = z.number().optional();
const scores = {
  ...{ cumulative_score: number, current_score: number, critical: number, high: number, medium: number, low: number },
  ...{ first_occurrence: epochMilliseconds.optional(), last_occurrence: epochMilliseconds.optional() },
};
const external = { external_id: z.string().min(1), ...tagged };
const named = { ...external, name: z.string() };

const Asset = z.strictObject({
  ...named,
  business_value: number,
  risk: z.number().min(0).max(10).optional(),
  ...{ description: text, asset_type: text },
});
const Container = z.strictObject({ ...named, image: text });
const IpAddress = z.strictObject({
  // The key becomes the name.
  _key: z.string().regex(/^[a-fA-F0-9:.]{1,254}$/, "is no IP address"),
  ...{ ...tagged, name: text, region_id: text },
});
const HostName = z.strictObject({
  _key: z.string().regex(/^[^&#^|?<>[\]]+$/, "is no host name"),
  ...{ ...tagged, host_name: z.string() },
});
const MacAddress = z.strictObject({
  _key: z
    .string()
    .regex(
      /^(?:[0-9A-Fa-f]{2}:)(?:[0-9A-Fa-f]{2}:){4,6}(?:[0-9A-Fa-f]{2,4})?|(?:[0-9A-Fa-f]{4}:){3}(?:[0-9A-Fa-f]{4})$/,
      "is no MAC address",
    ),
  ...{ ...tagged, name: text, interface: text },
});
const User = z.strictObject({
  ...external,
  ...{ name: text, username: text, fullname: text, family_name: text, given_name: text, email: text, upn: text, employee_id: text },
  ...{ job_title: text, title: text, department: text, description: text, role: text, user_category: text },
  ...{ active: z.boolean().optional(), modified: epochMilliseconds.optional() },
  ...scores,
});
const Account = z.strictObject({
  ...named,
  ...{ created: epochMilliseconds.optional(), modified: epochMilliseconds.optional() },
  ...{ active: z.boolean().optional(), compliance_status: z.boolean().optional() },
  ...scores,
});
const Application = z.strictObject({
  ...named,
  ...{ description: text, cpe: text, is_os: z.boolean().optional(), owner: text, owner_code: text, app_type: text, status: text },
  ...{ last_access_time: epochMilliseconds.optional(), threat_score: number },
  ...scores,
});
const BusinessProcess = z.strictObject({ ...named, description: text });
const Database = z.strictObject({
  ...named,
  ...{ description: text, type: text, protocol: text, port: text, datasource_name: text, agent_status: text },
  ...{ traffic_seen: z.boolean().optional(), modified: epochMilliseconds.optional() },
  ...{ last_seen_at: epochMilliseconds.optional(), status_date: epochMilliseconds.optional() },
});
const Port = z.strictObject({
  ...external,
  ...{ port_number: z.int(), protocol: z.string(), status: text, description: text, name: text },
});
const Vulnerability = z.strictObject({
  ...named,
  ...{ description: text, external_reference: text, external_properties: text },
  ...{ base_score: number, xfr_cvss2_base: number, xfr_cvss3_base: number, xfr_wx: number, xfr_threat_score: number },
  ...{ xfr_utility: number, xfr_opportune: number, xfr_ml_utility: number, xfr_ml_opportune: number },
  ...{ disclosed_on: epochMilliseconds.optional(), published_on: epochMilliseconds.optional(), updated_on: epochMilliseconds.optional() },
  xref_properties: z.record(z.string(), z.json()).optional(),
});
const GeoLocation = z.strictObject({ ...external, region: z.string(), ...{ name: text, description: text } });

/** By the name of their collection. Times are epoch milliseconds. */
export const vertices = {
  asset: Asset,
  container: Container,
  ipaddress: IpAddress,
  user: User,
  account: Account,
  application: Application,
  hostname: HostName,
  businessprocess: BusinessProcess,
  database: Database,
  macaddress: MacAddress,
  port: Port,
  vulnerability: Vulnerability,
  geolocation: GeoLocation,
} as const;

export type VertexCollection = keyof typeof vertices;
export const VertexCollection = z.enum(Object.keys(vertices).filter((name): name is VertexCollection => name in vertices));
/** A row of a collection, as POST /imports takes it. */
export type VertexRow<K extends VertexCollection = VertexCollection> = z.output<(typeof vertices)[K]>;

/** These are named by what they are, in every source alike; the others by `external_id`, which is the source's own. */
export const keyedCollections = ["ipaddress", "hostname", "macaddress"] as const satisfies readonly VertexCollection[];
export const isKeyed = (collection: VertexCollection): boolean => keyedCollections.some((keyed) => keyed === collection);
