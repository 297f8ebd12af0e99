import { FakeDiscloser } from "./fake-discloser.ts";
import { DISCLOSERS } from "./vendors/disclosers.ts";

/** Plays GitHub's secret scanning partner programme. */
export class FakeGithub extends FakeDiscloser {
  constructor() {
    super(DISCLOSERS["github-partner"]);
  }

  /** `port` 0 takes a free one. Only this machine can reach it. */
  static async start(port = 0): Promise<FakeGithub> {
    return await new FakeGithub().listen(port);
  }

  /** What the receiver has to be given as `GITHUB_API_URL`. */
  get apiUrl(): string {
    return this.origin;
  }
}
