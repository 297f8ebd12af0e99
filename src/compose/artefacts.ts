import type { Config } from "../config/config.ts";
import { ARTEFACT_LIMITS, ArtefactScans } from "../scan/artefact.ts";
import { fingerprinterWith } from "../scan/baseline/fingerprint.ts";
import { remoteHand } from "../scan/work/remote.ts";
import type { Core } from "./core.ts";
import { formatSettings } from "./formats.ts";

/** Scans what registries send, with all that a scan can do. */
export function composeArtefacts(config: Config, { formats, keyring, matcher }: Core): ArtefactScans {
  const options = {
    settings: formatSettings(config),
    formatIds: [...formats.keys()],
    scanner: { decode: true },
    archives: true,
    repository: null,
  };
  return new ArtefactScans({
    startHand: (signal) => remoteHand(options, signal),
    fingerprint: fingerprinterWith(keyring, matcher),
    limits: ARTEFACT_LIMITS,
  });
}
