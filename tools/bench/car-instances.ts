/** Instances as DescribeInstances tells them, made as they are asked for. */

/** The rows of one instance in CAR, by collection. */
export const rowsOfInstance = {
  ...{ asset: 1, ipaddress: 3, hostname: 3, macaddress: 2 },
  ...{ asset_ipaddress: 3, asset_hostname: 3, asset_macaddress: 2, ipaddress_macaddress: 3, ipaddress_hostname: 3 },
  ...{ asset_application: 1, asset_geolocation: 1 },
} as const;
/** The rows that instances share. */
export const images = 20;

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, "0");
export const idOf = (n: number): string => `i-0${hex(n, 16)}`;
export const imageOf = (n: number): string => `ami-0${hex(n % images, 16)}`;
/** The number of an instance; undefined for an id of another kind. */
export const numberOf = (id: string): number | undefined => (/^i-0[0-9a-f]{16}$/.test(id) ? Number.parseInt(id.slice(3), 16) : undefined);

interface Interface {
  readonly id: string;
  readonly privateIp: string;
  readonly privateName: string;
  readonly publicIp: string | undefined;
  readonly publicName: string | undefined;
  readonly mac: string;
}
const octets = (first: number, n: number): string => `${first}.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
const nameOf = (ip: string, start: string, end: string): string => `${start}-${ip.replaceAll(".", "-")}.${end}`;

/** The two interfaces of an instance: the first has a public address too. */
export function interfacesOf(n: number, region: string): Interface[] {
  const [first, second, open] = [octets(10, 2 * n), octets(10, 2 * n + 1), octets(52, n)];
  const name = (ip: string) => nameOf(ip, "ip", `${region}.compute.internal`);
  const mac = (k: number) => `02:42:${hex(2 * n + k, 8).replaceAll(/(..)(?=.)/g, "$1:")}`;
  return [
    {
      ...{ id: `eni-0${hex(2 * n, 16)}`, privateIp: first, privateName: name(first), mac: mac(0) },
      ...{ publicIp: open, publicName: nameOf(open, "ec2", `${region}.compute.amazonaws.com`) },
    },
    {
      ...{ id: `eni-0${hex(2 * n + 1, 16)}`, privateIp: second, privateName: name(second), mac: mac(1) },
      ...{ publicIp: undefined, publicName: undefined },
    },
  ];
}

const associationOf = ({ publicIp, publicName }: Interface): string =>
  publicIp === undefined
    ? ""
    : `<association><publicIp>${publicIp}</publicIp><publicDnsName>${publicName}</publicDnsName><ipOwnerId>amazon</ipOwnerId></association>`;

function toInterface(one: Interface, device: number, owner: string): string {
  const { id, privateIp, privateName, mac } = one;
  const association = associationOf(one);
  return `<item><networkInterfaceId>${id}</networkInterfaceId><subnetId>subnet-0f00000000000000${device}</subnetId><vpcId>vpc-0f000000000000001</vpcId><description/><ownerId>${owner}</ownerId><status>in-use</status><macAddress>${mac}</macAddress><privateIpAddress>${privateIp}</privateIpAddress><privateDnsName>${privateName}</privateDnsName><sourceDestCheck>true</sourceDestCheck><groupSet><item><groupId>sg-0f000000000000001</groupId><groupName>web</groupName></item></groupSet><attachment><attachmentId>eni-attach-${id.slice(4)}</attachmentId><deviceIndex>${device}</deviceIndex><status>attached</status><attachTime>2026-01-01T00:00:00.000Z</attachTime><deleteOnTermination>true</deleteOnTermination><networkCardIndex>0</networkCardIndex></attachment>${association}<privateIpAddressesSet><item><privateIpAddress>${privateIp}</privateIpAddress><privateDnsName>${privateName}</privateDnsName><primary>true</primary>${association}</item></privateIpAddressesSet><ipv6AddressesSet/><interfaceType>interface</interfaceType></item>`;
}

interface Told {
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/**
 * One item of the answer, shaped after EC2's service model.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
 */
export function toReservation(n: number, { region, account, name }: Told): string {
  const interfaces = interfacesOf(n, region);
  const [{ privateIp = "", privateName = "", publicIp = "", publicName = "" } = {}] = interfaces;
  const all = interfaces.map((one, device) => toInterface(one, device, account)).join("");
  return `<item><reservationId>r-0${hex(n, 16)}</reservationId><ownerId>${account}</ownerId><groupSet/><instancesSet><item><instanceId>${idOf(n)}</instanceId><imageId>${imageOf(n)}</imageId><instanceState><code>16</code><name>running</name></instanceState><privateDnsName>${privateName}</privateDnsName><dnsName>${publicName}</dnsName><reason/><keyName>operations</keyName><amiLaunchIndex>0</amiLaunchIndex><productCodes/><instanceType>m5.large</instanceType><launchTime>2026-01-01T00:00:00.000Z</launchTime><placement><availabilityZone>${region}a</availabilityZone><groupName/><tenancy>default</tenancy></placement><monitoring><state>disabled</state></monitoring><subnetId>subnet-0f000000000000000</subnetId><vpcId>vpc-0f000000000000001</vpcId><privateIpAddress>${privateIp}</privateIpAddress><ipAddress>${publicIp}</ipAddress><sourceDestCheck>true</sourceDestCheck><groupSet><item><groupId>sg-0f000000000000001</groupId><groupName>web</groupName></item></groupSet><architecture>x86_64</architecture><rootDeviceType>ebs</rootDeviceType><rootDeviceName>/dev/xvda</rootDeviceName><blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-0${hex(n, 16)}</volumeId><status>attached</status><attachTime>2026-01-01T00:00:00.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping><virtualizationType>hvm</virtualizationType><clientToken/><tagSet><item><key>Name</key><value>${name}</value></item><item><key>team</key><value>team-${n % 50}</value></item></tagSet><hypervisor>xen</hypervisor><networkInterfaceSet>${all}</networkInterfaceSet><iamInstanceProfile><arn>arn:aws:iam::${account}:instance-profile/web</arn><id>AIPA0000000000000000</id></iamInstanceProfile><ebsOptimized>true</ebsOptimized><enaSupport>true</enaSupport><cpuOptions><coreCount>1</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions><capacityReservationSpecification><capacityReservationPreference>open</capacityReservationPreference></capacityReservationSpecification><hibernationOptions><configured>false</configured></hibernationOptions><enclaveOptions><enabled>false</enabled></enclaveOptions><metadataOptions><state>applied</state><httpTokens>required</httpTokens><httpPutResponseHopLimit>2</httpPutResponseHopLimit><httpEndpoint>enabled</httpEndpoint></metadataOptions><platformDetails>Linux/UNIX</platformDetails><usageOperation>RunInstances</usageOperation></item></instancesSet></item>`;
}
