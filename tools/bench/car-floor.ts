/**
 * The least that an import could cost: the same rows are made and posted, and nothing is read, kept or compared. A program of its own, so that
 * its memory and its time can be told: `node car-floor.ts URL KEY PASSWORD INSTANCES`.
 */
import { setTimeout } from "node:timers/promises";
import type { Edge, EdgeCollection } from "@plumbline/car-client/edges";
import { openCar } from "@plumbline/car-client/open-car";
import type { VertexCollection, VertexRow } from "@plumbline/car-client/vertices";
import { region } from "./car-aws.ts";
import { idOf, imageOf, images, interfacesOf } from "./car-instances.ts";

const [url = "", key = "", password = "", total = "0"] = process.argv.slice(2);
const car = openCar({
  ...{ url, auth: { key, password }, source: { _key: "aws-floor" } },
  ...{ now: () => new Date(), sleep: (milliseconds) => setTimeout(milliseconds) },
});
const numbers = function* (): Generator<number> {
  for (let n = 0; n < Number(total); n++) yield n;
};
const assetOf = (n: number): string => `arn:aws:ec2:${region}:123456789012:instance/${idOf(n)}`;
function* each<T>(toRows: (n: number) => readonly T[]): Generator<T> {
  for (const n of numbers()) yield* toRows(n);
}
const addressesOf = (n: number) =>
  interfacesOf(n, region).flatMap(({ privateIp, privateName, publicIp, publicName, mac }) => [
    { ip: privateIp, name: privateName, mac },
    ...(publicIp === undefined || publicName === undefined ? [] : [{ ip: publicIp, name: publicName, mac }]),
  ]);

const vertices: { readonly [K in VertexCollection]?: () => Iterable<VertexRow<K>> } = {
  asset: () =>
    each((n) => [
      {
        ...{ external_id: assetOf(n), name: `host-${n}`, asset_type: "AWS EC2 instance", description: `m5.large in ${region}a` },
        tag: [`Name=host-${n}`, `team=team-${n % 50}`],
      },
    ]),
  ipaddress: () => each((n) => addressesOf(n).map(({ ip }) => ({ _key: ip }))),
  application: () => Array.from({ length: images }, (_, n) => ({ external_id: imageOf(n), name: imageOf(n), is_os: true })),
  hostname: () => each((n) => addressesOf(n).map(({ name }) => ({ _key: name, host_name: name }))),
  macaddress: () => each((n) => interfacesOf(n, region).map(({ id, mac }) => ({ _key: mac, interface: id }))),
  geolocation: () => [{ external_id: region, region }],
};
const toEdges = (collection: EdgeCollection, ends: (n: number) => readonly (readonly [from: string, to: string])[]) => (): Iterable<Edge> =>
  each((n) => ends(n).map(([from, to]) => ({ collection, from, to })));
const edges: readonly (readonly [EdgeCollection, () => Iterable<Edge>])[] = [
  ["asset_ipaddress", toEdges("asset_ipaddress", (n) => addressesOf(n).map(({ ip }) => [assetOf(n), ip]))],
  ["asset_macaddress", toEdges("asset_macaddress", (n) => interfacesOf(n, region).map(({ mac }) => [assetOf(n), mac]))],
  ["asset_hostname", toEdges("asset_hostname", (n) => addressesOf(n).map(({ name }) => [assetOf(n), name]))],
  ["asset_application", toEdges("asset_application", (n) => [[assetOf(n), imageOf(n)]])],
  ["asset_geolocation", toEdges("asset_geolocation", (n) => [[assetOf(n), region]])],
  ["ipaddress_macaddress", toEdges("ipaddress_macaddress", (n) => addressesOf(n).map(({ ip, mac }) => [ip, mac]))],
  ["ipaddress_hostname", toEdges("ipaddress_hostname", (n) => addressesOf(n).map(({ ip, name }) => [ip, name]))],
];

await car.prepare();
await car.withFullImport(async () => {
  await car.sendReport();
  const send = async <K extends VertexCollection>(collection: K) => car.importVertices(collection, vertices[collection]?.() ?? []);
  for (const collection of ["asset", "ipaddress", "application", "hostname", "macaddress", "geolocation"] as const) await send(collection);
  await car.settle();
  for (const [collection, rows] of edges) await car.importEdges(collection, rows());
});
await car.writeSavePoint("floor");
