/** Bodies that are no document of any source: broken off, not JSON, not UTF-8, or nested without end. */
export const MALFORMED: readonly Buffer[] = [
  ...["", "{", '[{"token":"', "[]]", "\uFEFF[]", "token=x", "<reports/>", "\u0000", "[".repeat(10_000)].map((text) => Buffer.from(text)),
  Buffer.from([0x5b, 0x22, 0xff, 0xfe, 0x22, 0x5d]),
];
