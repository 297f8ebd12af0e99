import { createHash, createVerify, type KeyObject } from "node:crypto";

const relaxed = (header: string): string => {
  const [name = "", ...value] = header.replaceAll("\r\n", "").split(":");
  return `${name.trim().toLowerCase()}:${value.join(":").replace(/\s+/gu, " ").trim()}`;
};

/** What a receiver makes of the signature of a mail (RFC 6376, relaxed/relaxed): its tags, and whether body and headers are as they were signed. */
export function lookAtDkim(mail: string, publicKey: KeyObject): { tags: Readonly<Record<string, string>>; isGood: boolean } {
  const end = mail.indexOf("\r\n\r\n");
  const headers = mail.slice(0, end).split(/\r\n(?![ \t])/u);
  const signature = headers.find((header) => header.startsWith("DKIM-Signature:")) ?? "DKIM-Signature:";
  const tags = Object.fromEntries(
    signature
      .slice("DKIM-Signature:".length)
      .replaceAll(/\s/gu, "")
      .split(";")
      .map((tag) => [tag.slice(0, tag.indexOf("=")), tag.slice(tag.indexOf("=") + 1)]),
  );
  const body = mail
    .slice(end + 4)
    .replace(/[ \t]+(?=\r\n)/gu, "")
    .replace(/[ \t]+/gu, " ")
    .replace(/(?:\r\n)+$/u, "");
  const bodyHash = createHash("sha256").update(`${body}\r\n`, "latin1").digest("base64");
  const covered = (tags["h"] ?? "")
    .split(":")
    .flatMap((name) => headers.filter((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`)));
  const signed = [...covered.map(relaxed), relaxed(signature).replace(/\bb=[^;]*$/u, "b=")].join("\r\n");
  const verify = createVerify("RSA-SHA256").update(signed, "latin1");
  return { tags, isGood: tags["bh"] === bodyHash && verify.verify(publicKey, Buffer.from(tags["b"] ?? "", "base64")) };
}
