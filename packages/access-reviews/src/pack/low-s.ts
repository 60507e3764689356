/**
 * The orders of the curves by which KMS signs with SHA-256, by OpenSSL's names. SEC 2, version 2.0, 2.4.1 and 2.4.2.
 * https://www.secg.org/sec2-v2.pdf
 */
const orders = new Map<string, bigint>([
  ["prime256v1", 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n],
  ["secp256k1", 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n],
]);

/** An ECDSA signature in DER: a sequence of r and s, each less than 128 bytes long. https://www.rfc-editor.org/rfc/rfc3279#section-2.2.3 */
function partsOf(der: Uint8Array): { readonly r: Uint8Array; readonly s: bigint } {
  const [sequence, length, , ofR = 0] = der;
  const [start, ofS = 0] = [4 + ofR, der[5 + ofR]];
  if (sequence !== 0x30 || length !== der.length - 2 || start + 2 + ofS !== der.length || ofS === 0)
    throw new RangeError("the signature is no DER of r and s");
  return { r: der.subarray(2, start), s: BigInt(`0x${Buffer.from(der.subarray(start + 2)).toString("hex")}`) };
}

/**
 * The one of the two forms of an ECDSA signature whose s is at most half of the curve's order: where (r, s) holds, (r, n - s) holds too, and
 * anybody can work it out. RangeError for a curve that is not listed here, and for bytes that are no signature.
 */
export function lowS(der: Uint8Array, curve: string): Uint8Array {
  const order = orders.get(curve);
  if (order === undefined) throw new RangeError(`signatures of the curve ${curve} are not known`);
  const { r, s } = partsOf(der);
  if (s <= order / 2n) return der;
  // Of at most half of the order, so that DER's first bit, the sign, is free wherever the number fills its bytes.
  const digits = (order - s).toString(16);
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  const bytes = Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex");
  return Buffer.concat([Buffer.from([0x30, r.length + 2 + bytes.length]), r, Buffer.from([0x02, bytes.length]), bytes]);
}
