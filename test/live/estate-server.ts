import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serialize } from 'node:v8';
import type { TestProject } from 'vitest/node';

// Filling an estate takes a quarter of a minute, so the test files of a run share one: Vitest starts this for the whole run, and the
// first file that asks has the estate filled. A run without live tests fills nothing.

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the shared estate is handed out: see `openEstate`. */
    readonly estateServer: string;
  }
}

/** Serves the estate until the run is over. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const fill = async () => (await import('./fill-shared.ts')).fillShared();
  let filling: ReturnType<typeof fill> | undefined;
  const server = createServer((_request, response) => {
    filling ??= fill();
    filling.then(
      ({ shared }) => response.end(serialize(shared)),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  project.provide('estateServer', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.close();
    server.closeAllConnections();
    const filled = await filling?.catch(() => undefined);
    await filled?.emulator.stop();
  };
};
