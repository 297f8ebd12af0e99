/** What is wrong with a configuration, and what is worth saying besides, as one text for people. */
export function complaint(mistakes: readonly string[], warnings: readonly string[]): string {
  const listed = (what: string, sentences: readonly string[]): string[] =>
    sentences.length === 0
      ? []
      : [`${sentences.length === 1 ? `one ${what}` : `${sentences.length} ${what}s`}:`, ...sentences.map((one) => `  ${one}`)];
  return `the configuration has ${[...listed("mistake", mistakes), ...listed("warning", warnings)].join("\n")}`;
}
