import { IntlMessageFormat } from "intl-messageformat";

/** A node of the parser's tree, as far as tests look into it. */
interface Node {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: readonly Node[] }>>;
}

const LITERAL = 0;
const SELECT = 5;
const PLURAL = 6;
const POUND = 7;

/** Everything in a message in ICU syntax, however deep it stands. @throws when it is no such message */
function nodesOf(message: string): Node[] {
  const flat = (nodes: readonly Node[]): Node[] =>
    nodes.flatMap((node) => [node, ...Object.values(node.options ?? {}).flatMap(({ value }) => flat(value))]);
  return flat(new IntlMessageFormat(message, "en", undefined, { ignoreTag: true }).getAst());
}

/** What a message needs values for; those that choose a text come with what they choose from. */
export function argumentsOf(message: string): string[] {
  const names = nodesOf(message)
    .filter(({ type }) => type !== LITERAL && type !== POUND)
    .map(({ options = {}, type, value = "" }) => (type === SELECT ? `${value}: ${Object.keys(options).toSorted().join(" ")}` : value));
  return [...new Set(names)].toSorted();
}

/** The plural categories that each plural of a message tells apart; exact numbers (`=0`) aside. */
export function pluralsOf(message: string): string[][] {
  return nodesOf(message)
    .filter(({ type }) => type === PLURAL)
    .map(({ options = {} }) => Object.keys(options).filter((name) => !name.startsWith("=")));
}
