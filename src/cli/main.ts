#!/usr/bin/env node
import * as nodeModule from 'node:module';

// From Node 22.1 on, compiled code is kept for the next start, which takes half the time: below the folder for temporary files, unless
// NODE_COMPILE_CACHE or NODE_DISABLE_COMPILE_CACHE say otherwise. It holds for what is loaded from here on.
const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: () => unknown };
enableCompileCache?.();

await import('./start.ts');
