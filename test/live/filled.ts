import { deserialize } from 'node:v8';
import { inject } from 'vitest';
import type { Credentials } from './accounts.ts';
import type { Answerer } from './answerer.ts';
import { signIn } from './cli.ts';
import { prod } from './estate/site.ts';
import type { Shared } from './fill-shared.ts';
import { layersOf } from './layers.ts';
import type { AwsProxy } from './proxy.ts';
import { startProxy } from './proxy.ts';

// The estate as test files use it: one for all of them, and a proxy for each.

/** The shared estate behind a proxy of one's own. */
export interface OpenEstate extends Shared {
  readonly proxy: AwsProxy;
  /** The environment in which datawarden acts, through the proxy, as the administrator of an account or as somebody else. */
  as(who: string | Credentials): NodeJS.ProcessEnv;
}

/**
 * Opens the estate that the test files of this run share, filled now if nobody asked before. Test files may not change it, since
 * others read it at the same moment; only moto's authorization may be switched on and off, as it lets administrators through.
 * `requireEmulator` comes first: without Python this throws. `above` goes on top of the proxy's layers.
 */
export const openEstate = async (...above: Readonly<Record<string, Answerer>>[]): Promise<OpenEstate> => {
  const answer = await fetch(inject('estateServer'));
  if (!answer.ok) throw new Error(`the shared estate was not filled: ${await answer.text()}`);
  const shared = deserialize(Buffer.from(await answer.arrayBuffer())) as Shared;
  const { emulator, administrators, scanners } = shared;
  const callers = Object.fromEntries(Object.values(scanners).map(({ credentials }) => [credentials.accessKeyId, prod]));
  const layers = [...layersOf(shared), ...above];
  const proxy = await startProxy({ target: emulator, accounts: administrators, callers, layers });
  return {
    ...shared,
    proxy,
    as: (who) => {
      const credentials = typeof who === 'string' ? administrators.get(who) : who;
      if (credentials === undefined) throw new Error(`no administrator of account ${who}`);
      return { AWS_ENDPOINT_URL: proxy.endpoint, ...signIn(credentials) };
    },
  };
};
